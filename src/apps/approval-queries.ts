import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Environment } from '../people/principal.ts';
import type { Audience } from './audience.ts';
import type { AppRow } from './queries.ts';

/** Of whom an app is meant for; an operator asks for no more before deciding. */
export const MOST_NAMED = 20;

interface AudienceRow {
  readonly count: number;
  readonly named: { id: number; name: string }[];
}

export interface AppForOperator extends AppRow {
  readonly organisation: string;
  readonly version: number;
  readonly scopes: string[];
  readonly event_types: string[];
  /** Where it has events sent. */
  readonly urls: string[];
  readonly tenants: AudienceRow;
  readonly networks: AudienceRow;
}

/** Apps of all organisations with what their newest version asks for, by id; of whom they are meant for those of the environment. */
export function listAppsForOperator(
  db: Db,
  environment: Environment,
  wanted: {
    readonly id?: string;
    readonly approved?: boolean | undefined;
    readonly refused?: boolean | undefined;
    readonly search?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<AppForOperator[]> {
  const { id, approved, refused, search, after, limit } = wanted;
  const part = search?.trim().toLowerCase() ?? '';
  return (
    db
      .selectFrom('apps as a')
      .innerJoin('developer_organisations as o', 'o.id', 'a.organisation_id')
      .innerJoin('app_versions as v', 'v.app_id', 'a.id')
      .selectAll('a')
      .select(['o.name as organisation', 'v.version', 'v.scopes', 'v.event_types'])
      .select([
        sql<
          string[]
        >`array(select w.url from webhooks w where w.app_id = a.id and w.removed_at is null order by w.url)`.as(
          'urls',
        ),
        audienceOf('tenants', environment).as('tenants'),
        audienceOf('networks', environment).as('networks'),
      ])
      .where('a.deleted_at', 'is', null)
      .where(sql<boolean>`v.version = (select max(n.version) from app_versions n where n.app_id = a.id)`)
      .$if(id !== undefined, (apps) => apps.where('a.id', '=', id ?? ''))
      .$if(approved !== undefined, (apps) => apps.where('a.approved_at', approved ? 'is not' : 'is', null))
      // Whose developers have asked again awaits approval like the others.
      .$if(refused !== undefined, (apps) =>
        apps.where(sql<boolean>`(a.refused_at is not null and a.asked_again_at is null) = ${refused}`),
      )
      .$if(part !== '', (apps) =>
        apps.where(
          sql<boolean>`(position(${part} in lower(a.name)) > 0 or position(${part} in lower(o.name)) > 0 or a.id::text = ${part})`,
        ),
      )
      .$if(after !== undefined, (apps) => apps.where('a.id', '>', after ?? ''))
      .orderBy('a.id')
      .limit(limit)
      .execute()
  );
}

function audienceOf(audience: Audience, environment: Environment) {
  const [table, key, named] =
    audience === 'tenants'
      ? [sql.raw('app_tenants'), sql.raw('tenant_id'), sql.raw('tenants')]
      : [sql.raw('app_networks'), sql.raw('network_id'), sql.raw('networks')];
  return sql<AudienceRow>`(
    select jsonb_build_object('count', count(*),
      'named', coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name) order by id) filter (where place <= ${MOST_NAMED}), '[]'))
    from (
      select n.id, n.name, row_number() over (order by n.id) as place
      from ${table} meant join ${named} n on n.id = meant.${key} and n.environment = ${environment}
      where meant.app_id = a.id
    ) audience
  )`;
}

/** Whether that changed anything: refusing again for the same reason does not. An approval ends. */
export async function updateRefusal(trx: Db, id: string, reason: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('apps')
    .set((eb) => ({
      approved_at: null,
      refused_at: now,
      refusal_reason: reason,
      asked_again_at: null,
      revision: eb('revision', '+', 1),
      modified_at: now,
    }))
    .where('id', '=', id)
    .where((eb) =>
      eb.or([eb('refusal_reason', 'is distinct from', reason), eb('asked_again_at', 'is not', null)]),
    )
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Whether that changed anything. Approving takes a refusal back. */
export async function updateApproval(trx: Db, id: string, approved: boolean, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('apps')
    .set((eb) => ({
      approved_at: approved ? now : null,
      refused_at: null,
      refusal_reason: null,
      asked_again_at: null,
      revision: eb('revision', '+', 1),
      modified_at: now,
    }))
    .where('id', '=', id)
    .where('approved_at', approved ? 'is' : 'is not', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Whether that changed anything. */
export async function updateAskedAgain(trx: Db, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('apps')
    .set((eb) => ({ asked_again_at: now, revision: eb('revision', '+', 1), modified_at: now }))
    .where('id', '=', id)
    .where('refused_at', 'is not', null)
    .where('asked_again_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
