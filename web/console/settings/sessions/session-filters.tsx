import { useState } from 'react';
import type { lastSteps } from '../../../../src/session-history/schema.ts';
import { DateRangeInput } from '../../ui/date-range-input.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { Filters } from '../../ui/filters.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { SchedulerSelect } from '../scheduler-select.tsx';
import { outcomeChoices, type useSessionFilter } from './session-filter.ts';
import { useSources } from './sources-query.ts';

const steps: (typeof lastSteps)[number][] = [
  'Location',
  'Service Selection',
  'Availability',
  'Contact Info',
  'Booking Confirmation',
];
const outcomes = Object.entries(outcomeChoices).map(([value, { label }]) => ({ value, label }));

/** Narrows the list of sessions; everything chosen stands in the address. */
export function SessionFilters({ filter }: { readonly filter: ReturnType<typeof useSessionFilter> }) {
  const { values, set, choose, reset, isChanged, range } = filter;
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
        w={215}
        data={outcomes}
        value={values.outcome}
        onChange={(outcome) => choose({ outcome })}
      />
      <FilterSelect
        label="Last step"
        all="Any last step"
        w={150}
        data={steps}
        value={values.step}
        onChange={(step) => choose({ step })}
      />
      <SchedulerSelect value={values.scheduler} onChange={(scheduler) => choose({ scheduler })} />
      <SourceSelect filter={filter} />
      <DateRangeInput range={range} />
    </Filters>
  );
}

/** Offers where the visitors of the time came from: asked for only when somebody wants to choose. */
function SourceSelect({ filter }: { readonly filter: ReturnType<typeof useSessionFilter> }) {
  const { values, choose, range } = filter;
  const [isWanted, setWanted] = useState(false);
  const sources = useSources(range, isWanted);
  const known = new Set([...(sources.data ?? []), ...(values.source === '' ? [] : [values.source])]);
  return (
    <FilterSelect
      label="Source"
      all="Any source"
      w={140}
      searchable
      data={[...known]}
      none={
        sources.isPending ? 'Looking…' : sources.isError ? 'They could not be read.' : 'There is none such.'
      }
      onOpen={() => setWanted(true)}
      value={values.source}
      onChange={(source) => choose({ source })}
    />
  );
}
