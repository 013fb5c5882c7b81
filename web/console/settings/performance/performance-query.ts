import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Performance } from '../../../../src/performance/schema.ts';
import { api } from '../../api/client.ts';
import { useDateRange } from '../../ui/use-date-range.ts';
import { useNow } from '../../ui/use-now.ts';
import { useUrlState } from '../../ui/use-url-state.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';
import { periodsOf } from './period.ts';

const MINUTE_MS = 60_000;

/** What is measured, as the address has it, and the figures. */
export function usePerformance() {
  const tenant = useTenant();
  const range = useDateRange('30d');
  const url = useUrlState({ scheduler: '', compare: 'before' });
  // Of a whole minute, so that it is one question and not another at every look.
  const now = new Date(Math.ceil(useNow().getTime() / MINUTE_MS) * MINUTE_MS);
  const { chosen, before } = periodsOf(range, now);
  const isCompared = url.values.compare === 'before';
  const asked = {
    ...chosen,
    schedulerId: url.values.scheduler,
    ...(isCompared && { compareFrom: before.from, compareUntil: before.until }),
  };
  const query = useQuery({
    queryKey: ['settings', String(tenant.id), 'performance', asked],
    queryFn: ({ signal }) =>
      api.get<Performance>(tenantApi(tenant, '/performance'), { query: asked, signal }),
    placeholderData: keepPreviousData,
  });
  return { query, range, url, isCompared };
}
