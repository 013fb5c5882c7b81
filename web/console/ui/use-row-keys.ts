import { type RefObject, useEffect } from 'react';
import { useShortcuts } from '../shell/shortcuts.ts';

/** Marks a table whose rows the keys go through. */
export const ROW_KEYS = 'data-row-keys';

/** Moves the focus along the rows of the tables on the page, and selects the row where the focus is. */
export function useRowKeys(
  table: RefObject<HTMLTableElement | null>,
  isOn: boolean,
  isSelectable: boolean,
): void {
  useShortcuts(
    isOn
      ? [
          { keys: 'j', label: 'Next row; Enter opens it', run: () => moveFocus(1) },
          { keys: 'k', label: 'Row before', run: () => moveFocus(-1) },
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
      const isOnRow =
        event.target instanceof HTMLElement && event.target === placeOf(event.target.closest('tr'));
      if (event.defaultPrevented || !isOnRow) return;
      if (by !== undefined && moveFocus(by)) event.preventDefault();
      const isLink = event.target.matches('[data-row-link]');
      if (event.key === ' ' && isLink && select(element, event.shiftKey)) event.preventDefault();
    };
    element.addEventListener('keydown', onKey);
    return () => element.removeEventListener('keydown', onKey);
  }, [isOn, table]);
}

/** Where the focus goes in a row: to what opens it, else to the first thing that can be pressed, else to the row itself. */
function placeOf(row: HTMLTableRowElement | null): HTMLElement | null {
  return (
    row?.querySelector<HTMLElement>('[data-row-link]') ?? row?.querySelector('a[href], button:enabled') ?? row
  );
}

function moveFocus(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>(`[${ROW_KEYS}] tbody tr`)];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const place = placeOf(rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by] ?? null);
  // A row is no stop for Tab; it takes the focus from here only.
  if (place instanceof HTMLTableRowElement) place.tabIndex = -1;
  place?.focus();
  return place !== null;
}

/** As a click on the checkbox of the row where the focus is. */
function select(table: HTMLTableElement | null, isRange: boolean): boolean {
  const row = document.activeElement?.closest('tr') ?? null;
  const box = table?.contains(row) === true ? row?.querySelector('input[type=checkbox]:enabled') : null;
  box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: isRange }));
  return box !== null && box !== undefined;
}
