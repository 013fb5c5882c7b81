import { useMutation } from '@tanstack/react-query';
import type { SessionPage } from '../../../../src/session-history/schema.ts';
import { api } from '../../api/client.ts';
import { withQuery } from '../../api/path.ts';
import { type DateRange, type Preset, startOf } from '../../ui/use-range-filter.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';
import type { useSessionFilter } from './session-filter.ts';

type Filter = ReturnType<typeof useSessionFilter>;

/**
 * Exports what the filter leaves. The browser itself takes the file, straight to the disk however long it is, and so no refusal of it
 * would reach the page: one session is asked for before, which is refused for the same reasons.
 */
export function useSessionExport({ query }: Filter) {
  const tenant = useTenant();
  return useMutation({
    mutationFn: () => api.get<SessionPage>(tenantApi(tenant, '/sessions'), { query: { ...query, limit: 1 } }),
    onSuccess: () => {
      const link = document.createElement('a');
      link.href = withQuery(tenantApi(tenant, '/sessions/export'), query);
      link.download = '';
      link.click();
    },
  });
}

const spans: Readonly<Record<Preset, string>> = {
  '1h': 'this hour',
  '24h': 'these 24 hours',
  '7d': 'these 7 days',
  '30d': 'these 30 days',
};
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** What will be in the file: "Export these 30 days as CSV". */
export function exportLabel({ range, isNarrowed }: Pick<Filter, 'range' | 'isNarrowed'>): string {
  return `Export ${isNarrowed ? 'what fits of ' : ''}${spanOf(range)} as CSV`;
}

function spanOf({
  days,
  preset = '30d',
  isAnyTime,
}: Pick<DateRange, 'days' | 'preset' | 'isAnyTime'>): string {
  if (isAnyTime) return 'any time';
  return days === undefined ? spans[preset] : dayFormat.formatRange(startOf(days.first), startOf(days.last));
}
