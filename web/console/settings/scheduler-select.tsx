import { FilterSelect } from '../ui/filter-select.tsx';
import { useSchedulers } from './schedulers-query.ts';
import { waitingFor } from './unread.tsx';

/** Narrows a page to one scheduler. */
export function SchedulerSelect({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (schedulerId: string) => void;
}) {
  const schedulers = useSchedulers();
  const data = (schedulers.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <FilterSelect
      label="Scheduler"
      all="All schedulers"
      w={150}
      searchable={data.length > 8}
      data={data}
      none={schedulers.data === undefined ? waitingFor(schedulers) : 'There is none.'}
      value={value}
      onChange={onChange}
    />
  );
}
