import { EventSelect } from '../../../deliveries/event-select.tsx';
import { DateRangeInput } from '../../../ui/date-range-input.tsx';
import { FilterSelect } from '../../../ui/filter-select.tsx';
import { Filters } from '../../../ui/filters.tsx';
import { useAppId } from '../app-query.ts';
import { TenantSelect } from '../tenant-select.tsx';
import { type FailedFilter, kindChoices } from './use-failed-filter.ts';

/** Narrows the list of failed events, and with it what a replay of all is of. */
export function FailedFilters({
  filter: { values, choose, reset, isChanged, range },
  knownTenants,
}: {
  readonly filter: FailedFilter;
  readonly knownTenants: readonly number[];
}) {
  return (
    <Filters label="Filter the failed events" isChanged={isChanged} onReset={reset}>
      <FilterSelect
        label="Status"
        all="Failed and skipped"
        data={kindChoices}
        value={values.kind}
        onChange={(kind) => choose({ kind })}
      />
      <EventSelect value={values.type} onChange={(type) => choose({ type })} />
      <TenantSelect
        appId={useAppId()}
        value={values.tenant}
        known={knownTenants}
        onChange={(tenant) => choose({ tenant })}
      />
      <DateRangeInput range={range} />
    </Filters>
  );
}
