import type { Updateable } from 'kysely';
import type { Schedulers } from '../lib/tables.ts';
import type { SchedulerRow } from './queries.ts';
import type { SchedulerChange, SchedulerView } from './schema.ts';

/** What can be set, under the names of the API, and where it is stored. */
const columns = {
  name: 'name',
  brandId: 'brand_id',
  status: 'status',
  mode: 'mode',
  isDefault: 'is_default',
  creates: 'creates',
  filesAbandonedAs: 'files_abandoned_as',
  closedAfterSeconds: 'closed_after_seconds',
  hiddenAfterSeconds: 'hidden_after_seconds',
  silentAfterSeconds: 'silent_after_seconds',
  idleAfterSeconds: 'idle_after_seconds',
} as const satisfies Record<keyof SchedulerChange, keyof Schedulers>;

type Field = keyof typeof columns;

const fields = Object.keys(columns) as Field[];

/** The settings of a scheduler, and nothing else of it. */
export const settingsOf = (row: SchedulerRow): Required<SchedulerChange> =>
  Object.fromEntries(fields.map((field) => [field, row[columns[field]]])) as Required<SchedulerChange>;

/** What is given, as column changes. */
export const toColumns = (given: SchedulerChange): Updateable<Schedulers> =>
  Object.fromEntries(
    fields.filter((field) => given[field] !== undefined).map((field) => [columns[field], given[field]]),
  );

export function toView(row: SchedulerRow, baseUrl: string): SchedulerView {
  return {
    id: row.id,
    ...settingsOf(row),
    brandName: row.brand_name,
    dataApiKey: row.data_api_key,
    quickLaunchLink: linkOf(baseUrl, row.id),
    createdOn: row.created_at.toISOString(),
    modifiedOn: row.modified_at.toISOString(),
  };
}

/** Opens the scheduler. */
export const linkOf = (baseUrl: string, schedulerId: string): string => `${baseUrl}/book/${schedulerId}`;
