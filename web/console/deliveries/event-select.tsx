import { FilterSelect } from '../ui/filter-select.tsx';
import { eventNames } from './delivery-words.ts';

const choices = Object.entries(eventNames).map(([value, label]) => ({ value, label }));

/** Narrows a list of deliveries to one type of event. */
export function EventSelect({
  value,
  onChange,
  w = 240,
}: {
  readonly value: string;
  readonly onChange: (type: string) => void;
  readonly w?: number;
}) {
  return (
    <FilterSelect label="Event" all="Any event" w={w} data={choices} value={value} onChange={onChange} />
  );
}
