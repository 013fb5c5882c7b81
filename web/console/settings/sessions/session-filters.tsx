import { Autocomplete, Select } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { lastSteps } from '../../../../src/session-history/schema.ts';
import { DateRangeInput } from '../../ui/date-range-input.tsx';
import { Filters } from '../../ui/filters.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
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
      <Select
        aria-label="Outcome"
        placeholder="Any outcome"
        w={155}
        clearable
        clearButtonProps={{ 'aria-label': 'Any outcome' }}
        data={outcomes}
        value={values.outcome === '' ? null : values.outcome}
        onChange={(outcome) => set({ outcome: outcome ?? '' })}
      />
      <Select
        aria-label="Last step"
        placeholder="Any last step"
        w={150}
        clearable
        clearButtonProps={{ 'aria-label': 'Any last step' }}
        data={steps}
        value={values.step === '' ? null : values.step}
        onChange={(step) => set({ step: step ?? '' })}
      />
      <SchedulerSelect value={values.scheduler} onChange={(scheduler) => set({ scheduler })} />
      <SourceInput value={values.source} known={knownSources} onChange={(source) => set({ source })} />
      <DateRangeInput range={range} />
    </Filters>
  );
}

const PAUSE_MS = 400;

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
  const [typed, setTyped] = useState(value);
  const tell = useDebouncedCallback(onChange, PAUSE_MS);
  useEffect(() => setTyped(value), [value]);
  return (
    <Autocomplete
      aria-label="Source (utm_source)"
      placeholder="Any source"
      w={120}
      maxLength={500}
      data={[...known]}
      value={typed}
      onChange={(source) => {
        setTyped(source);
        tell(source);
      }}
    />
  );
}
