import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Performance } from '../../../../src/performance/schema.ts';
import { api } from '../../api/client.ts';
import { useNow } from '../../ui/use-now.ts';
import { useRangeFilter } from '../../ui/use-range-filter.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';
import { periodsOf } from './period.ts';

const MINUTE_MS = 60_000;

/** What is measured, as the address has it, and the figures. */
export function usePerformance() {
  const tenant = useTenant();
  const filter = useRangeFilter('30d', { scheduler: '', compare: 'before' });
  // Of a whole minute, so that it is one question and not another at every look.
  const now = new Date(Math.ceil(useNow().getTime() / MINUTE_MS) * MINUTE_MS);
  const { chosen, before } = periodsOf(filter.range, now);
  const isCompared = filter.values.compare === 'before';
  const asked = {
    ...chosen,
    schedulerId: filter.values.scheduler,
    ...(isCompared && { compareFrom: before.from, compareUntil: before.until }),
  };
  const query = useQuery({
    queryKey: ['settings', String(tenant.id), 'performance', asked],
    queryFn: ({ signal }) =>
      api.get<Performance>(tenantApi(tenant, '/performance'), { query: asked, signal }),
    placeholderData: keepPreviousData,
  });
  return { query, filter, isCompared };
}
