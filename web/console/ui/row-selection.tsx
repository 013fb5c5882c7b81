import { Checkbox } from '@mantine/core';
import { type ChangeEvent, useRef } from 'react';

export interface Selection<Row> {
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
  /** Names a row for its checkbox. */
  readonly nameOf: (row: Row) => string;
  readonly isSelectable?: (row: Row) => boolean;
}

type Toggle = (id: string, isChecked: boolean, isRange: boolean) => void;

/** Selects a row or not, or with Shift all rows between the last one and this. */
export function useToggle<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  selection: Selection<Row> | undefined,
): Toggle {
  const last = useRef<string>(undefined);
  return (id, isChecked, isRange) => {
    if (selection === undefined) return;
    const keys = rows.filter((row) => selection.isSelectable?.(row) !== false).map(rowKey);
    const [from, to] = [keys.indexOf(last.current ?? ''), keys.indexOf(id)];
    const toggled = isRange && from !== -1 ? keys.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    last.current = id;
    const next = new Set(selection.selected);
    for (const one of toggled) {
      if (isChecked) next.add(one);
      else next.delete(one);
    }
    selection.onChange(next);
  };
}

export function SelectOne<Row>({
  row,
  id,
  selection: { selected, nameOf, isSelectable },
  toggle,
}: {
  readonly row: Row;
  readonly id: string;
  readonly selection: Selection<Row>;
  readonly toggle: Toggle;
}) {
  const onChange = (event: ChangeEvent<HTMLInputElement>): void => {
    // What changes a checkbox is a click, also by the keyboard.
    const isRange = event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey;
    toggle(id, event.currentTarget.checked, isRange);
  };
  return (
    <Checkbox
      size="xs"
      aria-label={`Select ${nameOf(row)}`}
      checked={selected.has(id)}
      disabled={isSelectable?.(row) === false}
      onChange={onChange}
    />
  );
}

export function SelectAll<Row>({
  rows,
  rowKey,
  selection: { selected, onChange, isSelectable },
}: {
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly selection: Selection<Row>;
}) {
  const keys = rows.filter((row) => isSelectable?.(row) !== false).map(rowKey);
  const count = keys.filter((key) => selected.has(key)).length;
  return (
    <Checkbox
      size="xs"
      aria-label="Select all rows shown"
      checked={count > 0 && count === keys.length}
      indeterminate={count > 0 && count < keys.length}
      onChange={(event) => onChange(new Set(event.currentTarget.checked ? keys : []))}
    />
  );
}
