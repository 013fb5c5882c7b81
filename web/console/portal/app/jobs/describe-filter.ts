import { eventName } from '../../../deliveries/delivery-words.ts';
import { formatInstant } from '../../../ui/format-instant.ts';
import type { Job } from './jobs-query.ts';

/** A filter of a replay as the server keeps it. */
export interface ReplayFilter {
  readonly from: string;
  readonly until: string;
  readonly states?: readonly string[];
  readonly reasons?: readonly string[];
  readonly eventType?: string;
  readonly tenantId?: number;
  readonly deliveryIds?: readonly string[];
  /** In a list instead of the ids. */
  readonly deliveryCount?: number;
}

const reasonWords: Readonly<Record<string, string>> = {
  retries_exhausted: 'that no attempt got through',
  webhook_disabled: 'while the webhook was disabled',
  connection_disabled: 'while the tenant had disabled the app',
};

/** `failed and skipped · Session Completed · tenant 1000001 · events of 12 Nov …–13 Nov …`. Pure. */
export function describeFilter({
  kind,
  eventType,
  filter,
}: Pick<Job, 'kind' | 'eventType' | 'filter'>): string {
  if (kind === 'backfill') {
    const { days } = filter as { readonly days?: number };
    return `${eventName(eventType ?? '')}, events of the ${days ?? ''} days before`;
  }
  const wanted = filter as unknown as ReplayFilter;
  const chosen = wanted.deliveryCount ?? wanted.deliveryIds?.length;
  const states = (wanted.states ?? ['failed', 'skipped']).join(' and ');
  return [
    chosen === undefined ? states : `${chosen} chosen by hand: ${states}`,
    ...(wanted.reasons ?? []).map((reason) => reasonWords[reason] ?? reason),
    ...(wanted.eventType === undefined ? [] : [eventName(wanted.eventType)]),
    ...(wanted.tenantId === undefined ? [] : [`tenant ${wanted.tenantId}`]),
    `events of ${formatInstant(new Date(wanted.from))} – ${formatInstant(new Date(wanted.until))}`,
  ].join(' · ');
}
