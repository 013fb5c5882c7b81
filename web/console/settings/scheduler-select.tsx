import { Select } from '@mantine/core';
import { useSchedulers } from './schedulers-query.ts';

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
    <Select
      aria-label="Scheduler"
      placeholder="All schedulers"
      w={150}
      clearable
      clearButtonProps={{ 'aria-label': 'All schedulers' }}
      searchable={data.length > 8}
      data={data}
      value={value === '' ? null : value}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}
