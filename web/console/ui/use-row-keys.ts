import { type RefObject, useEffect } from 'react';
import { useShortcuts } from '../shell/shortcuts.ts';

/** Moves the focus along the links of a table's rows. */
export function useRowKeys(table: RefObject<HTMLTableElement | null>, isOn: boolean): void {
  const move = (by: 1 | -1) => (): boolean => moveFocus(table.current, by);
  useShortcuts(
    isOn
      ? [
          { keys: 'j', label: 'Next row; Enter opens it', run: move(1) },
          { keys: 'k', label: 'Row before', run: move(-1) },
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
