import { Autocomplete } from '@mantine/core';
import type { lastSteps } from '../../../../src/session-history/schema.ts';
import { DateRangeInput } from '../../ui/date-range-input.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { Filters } from '../../ui/filters.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { useTyped } from '../../ui/use-typed.ts';
import { SchedulerSelect } from '../scheduler-select.tsx';
import { outcomeChoices, type useSessionFilter } from './session-filter.ts';

const steps: (typeof lastSteps)[number][] = [
  'Location',
  'Service Selection',
  'Availability',
  'Contact Info',
  'Booking Confirmation',
];
const outcomes = Object.entries(outcomeChoices).map(([value, { label }]) => ({ value, label }));

/** Narrows the list of sessions; everything chosen stands in the address. */
export function SessionFilters({
  filter,
  knownSources,
}: {
  readonly filter: ReturnType<typeof useSessionFilter>;
  /** Of the sessions on the page, to choose from. */
  readonly knownSources: readonly string[];
}) {
  const { values, set, reset, isChanged, range } = filter;
  return (
    <Filters label="Filter the sessions" isChanged={isChanged} onReset={reset}>
      <SearchInput
        label="Name, phone, e-mail or id"
        value={values.search}
        onChange={(search) => set({ search })}
      />
      <FilterSelect
        label="Outcome"
        all="Any outcome"
        w={155}
        data={outcomes}
        value={values.outcome}
        onChange={(outcome) => set({ outcome })}
      />
      <FilterSelect
        label="Last step"
        all="Any last step"
        w={150}
        data={steps}
        value={values.step}
        onChange={(step) => set({ step })}
      />
      <SchedulerSelect value={values.scheduler} onChange={(scheduler) => set({ scheduler })} />
      <SourceInput value={values.source} known={knownSources} onChange={(source) => set({ source })} />
      <DateRangeInput range={range} />
    </Filters>
  );
}

/** The API compares the whole source, so those that are known are offered. */
function SourceInput({
  value,
  known,
  onChange,
}: {
  readonly value: string;
  readonly known: readonly string[];
  readonly onChange: (source: string) => void;
}) {
  const [typed, type] = useTyped(value, onChange);
  return (
    <Autocomplete
      aria-label="Source (utm_source)"
      placeholder="Any source"
      w={120}
      maxLength={500}
      data={[...known]}
      value={typed}
      onChange={type}
    />
  );
}
