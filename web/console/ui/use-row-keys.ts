import { type RefObject, useEffect } from 'react';
import { useShortcuts } from '../shell/shortcuts.ts';

/** Moves the focus along the links of a table's rows, and selects the row where the focus is. */
export function useRowKeys(
  table: RefObject<HTMLTableElement | null>,
  isOn: boolean,
  isSelectable: boolean,
): void {
  const move = (by: 1 | -1) => (): boolean => moveFocus(table.current, by);
  useShortcuts(
    isOn
      ? [
          { keys: 'j', label: 'Next row; Enter opens it', run: move(1) },
          { keys: 'k', label: 'Row before', run: move(-1) },
        ]
      : [],
  );
  useShortcuts(
    isOn && isSelectable
      ? [
          { keys: 'x', label: 'Select the row; so does Space', run: () => select(table.current, false) },
          { keys: 'X', label: 'Select all up to the row', run: () => select(table.current, true) },
        ]
      : [],
  );
  // Arrows only where the focus is in a row already: elsewhere they scroll the page.
  useEffect(() => {
    const element = table.current;
    if (!isOn || element === null) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined;
      const isOnLink = event.target instanceof HTMLElement && event.target.matches('[data-row-link]');
      if (by !== undefined && isOnLink && moveFocus(element, by)) event.preventDefault();
      if (event.key === ' ' && isOnLink && select(element, event.shiftKey)) event.preventDefault();
    };
    element.addEventListener('keydown', onKey);
    return () => element.removeEventListener('keydown', onKey);
  }, [isOn, table]);
}

function moveFocus(table: HTMLTableElement | null, by: 1 | -1): boolean {
  const links = [...(table?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])];
  const at = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement));
  const next = links[at === -1 ? (by === 1 ? 0 : links.length - 1) : at + by];
  next?.focus();
  return next !== undefined;
}

/** As a click on the checkbox of the row where the focus is. */
function select(table: HTMLTableElement | null, isRange: boolean): boolean {
  const row = document.activeElement?.closest('tr') ?? null;
  const box = table?.contains(row) === true ? row?.querySelector('input[type=checkbox]:enabled') : null;
  box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: isRange }));
  return box !== null && box !== undefined;
}
