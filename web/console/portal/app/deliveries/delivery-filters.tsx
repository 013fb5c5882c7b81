import { EventSelect } from '../../../deliveries/event-select.tsx';
import { DateRangeInput } from '../../../ui/date-range-input.tsx';
import { FilterSelect } from '../../../ui/filter-select.tsx';
import { Filters } from '../../../ui/filters.tsx';
import { SearchInput } from '../../../ui/search-input.tsx';
import { useAppId } from '../app-query.ts';
import { TenantSelect } from '../tenant-select.tsx';
import { ResultInput } from './result-input.tsx';
import { readStatus, statusChoices, writeStatus } from './status-choices.ts';
import type { DeliveryFilter } from './use-delivery-filter.ts';

/** Narrows the list of deliveries; everything chosen stands in the address. */
export function DeliveryFilters({
  filter: { values, set, choose, reset, isChanged, range },
  knownTenants,
}: {
  readonly filter: DeliveryFilter;
  readonly knownTenants: readonly number[];
}) {
  const appId = useAppId();
  return (
    <Filters label="Filter the deliveries" isChanged={isChanged} onReset={reset}>
      <SearchInput
        label="Id of a delivery, event or session, or part of the URL"
        value={values.search}
        onChange={(search) => set({ search })}
      />
      <FilterSelect
        label="Status"
        all="Any status"
        w={220}
        data={statusChoices}
        value={writeStatus(values)}
        onChange={(status) => choose(readStatus(status))}
      />
      <EventSelect w={150} value={values.type} onChange={(type) => choose({ type })} />
      <TenantSelect
        appId={appId}
        value={values.tenant}
        known={knownTenants}
        onChange={(tenant) => choose({ tenant })}
      />
      <ResultInput value={values.result} onChange={(result) => set({ result })} />
      <DateRangeInput range={range} />
    </Filters>
  );
}
