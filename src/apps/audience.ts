import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { FieldErrors } from '../lib/errors.ts';
import { refuseRepeated } from './app-input.ts';

/** A tenant or a network that an app is meant for. */
export interface Named {
  readonly id: number;
  readonly note: string | null;
}

export type Audience = 'tenants' | 'networks';

interface Given {
  readonly note?: string | null | undefined;
}

export function readTenants(given: readonly (Given & { tenantId: number })[], errors: FieldErrors): Named[] {
  refuseRepeated('tenants', 'tenantId', given, errors);
  return given.map(({ tenantId, note }) => ({ id: tenantId, note: readNote(note) }));
}

export function readNetworks(
  given: readonly (Given & { networkId: number })[],
  errors: FieldErrors,
): Named[] {
  refuseRepeated('networks', 'networkId', given, errors);
  return given.map(({ networkId, note }) => ({ id: networkId, note: readNote(note) }));
}

const readNote = (note: string | null | undefined): string | null => note?.trim() || null;

const tableOf = (audience: Audience) =>
  audience === 'tenants' ? sql.raw('app_tenants') : sql.raw('app_networks');
const keyOf = (audience: Audience) => (audience === 'tenants' ? sql.raw('tenant_id') : sql.raw('network_id'));

export async function listNamed(db: Db, audience: Audience, appId: string): Promise<Named[]> {
  const key = keyOf(audience);
  const { rows } = await sql<Named>`
    select ${key} as id, note from ${tableOf(audience)} where app_id = ${appId} order by ${key}`.execute(db);
  return rows;
}

/** Makes the list this one; who stays keeps the instant of being added. */
export async function replaceNamed(
  trx: Db,
  audience: Audience,
  appId: string,
  named: readonly Named[],
  now: Date,
): Promise<void> {
  const [table, key] = [tableOf(audience), keyOf(audience)];
  const ids = named.map(({ id }) => id);
  const notes = named.map(({ note }) => note);
  await sql`delete from ${table} where app_id = ${appId} and ${key} <> all (${ids}::bigint[])`.execute(trx);
  await sql`
    insert into ${table} (app_id, ${key}, note, added_at)
    select ${appId}::uuid, id, note, ${now}::timestamptz from unnest(${ids}::bigint[], ${notes}::text[]) as given (id, note)
    on conflict (app_id, ${key}) do update set note = excluded.note`.execute(trx);
}

export interface AudienceChange {
  readonly added: number[];
  readonly removed: number[];
  readonly renoted: number[];
}

export function diffNamed(before: readonly Named[], after: readonly Named[]): AudienceChange {
  const [old, young] = [
    new Map(before.map((one) => [one.id, one])),
    new Map(after.map((one) => [one.id, one])),
  ];
  return {
    added: after.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    removed: before.filter(({ id }) => !young.has(id)).map(({ id }) => id),
    renoted: after.filter(({ id, note }) => old.has(id) && old.get(id)?.note !== note).map(({ id }) => id),
  };
}
