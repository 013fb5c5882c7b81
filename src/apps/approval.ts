import { type Static, Type } from 'typebox';
import { validate as isUuid } from 'uuid';
import { type Actor, recordAudit } from '../audit/record.ts';
import { titlesOf } from '../connections/words.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import type { Environment } from '../people/principal.ts';
import {
  type AppForOperator,
  listAppsForOperator,
  MOST_NAMED,
  updateApproval,
  updateRefusal,
} from './approval-queries.ts';
import { Refusal, toRefusal } from './refusal.ts';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const OperatorAppsQuery = Type.Object({
  approved: Type.Optional(Type.Enum(['true', 'false'])),
  refused: Type.Optional(Type.Enum(['true', 'false'])),
  search: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'A part of the name of the app or its organisation, or its id.',
    }),
  ),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9]|[1-9]\\d|1\\d\\d|200)$', description: '1 to 200; 50.' }),
  ),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});

/** Whom an app is meant for, of the environment of the sign-in. */
const Audience = Type.Object({
  count: Type.Integer(),
  named: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }), {
    description: `By id, ${MOST_NAMED} at most.`,
  }),
});

/** What an operator has to know to approve an app: whose it is and what it wants. Never its key. */
export const OperatorApp = Type.Object({
  id: Type.String(),
  organisationId: Type.String(),
  organisation: Type.String(),
  organizationName: Type.String(),
  website: Type.String(),
  email: Type.String(),
  name: Type.String(),
  description: Type.String(),
  category: Type.String(),
  version: Type.Integer(),
  scopes: Type.Array(Type.String()),
  eventTypes: Type.Array(Type.String()),
  asksFor: Type.Array(Type.String(), { description: 'The same in words: scopes, then events.' }),
  deliveryHosts: Type.Array(Type.String(), {
    description: 'Of its delivery URLs; the rest of these may hold secrets.',
  }),
  tenants: Audience,
  networks: Audience,
  approved: Type.Boolean(),
  approvedAt: orNull(Type.String({ format: 'date-time' })),
  refusal: orNull(Refusal),
  createdAt: Type.String({ format: 'date-time' }),
});

export const OperatorApps = Type.Object({ data: Type.Array(OperatorApp), nextCursor: orNull(Type.String()) });

const DEFAULT_LIMIT = 50;

export async function listForApproval(
  db: Db,
  environment: Environment,
  query: Static<typeof OperatorAppsQuery>,
): Promise<Static<typeof OperatorApps>> {
  const limit = Number(query.limit ?? DEFAULT_LIMIT);
  const wanted = {
    approved: toFlag(query.approved),
    refused: toFlag(query.refused),
    search: query.search,
    after: query.cursor,
  };
  const rows = await listAppsForOperator(db, environment, { ...wanted, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return { data: page.map(toView), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

const toFlag = (text: 'true' | 'false' | undefined): boolean | undefined =>
  text === undefined ? undefined : text === 'true';

/**
 * Approves an app for other organisations' tenants, or withdraws that. Doing it twice is doing it once. It counts the
 * revision up, since developers see it, but asks for none: an operator decides about the app, whatever its texts are by then. Approving takes a refusal back.
 */
export async function decideApproval(
  db: Db,
  environment: Environment,
  appId: string,
  { approved, note }: { readonly approved: boolean; readonly note: string },
  actor: Actor,
  at: Date,
): Promise<Static<typeof OperatorApp>> {
  if (!isUuid(appId)) throw new ApiError('not_found');
  return db.transaction().execute(async (trx) => {
    const isChanged = await updateApproval(trx, appId, approved, at);
    if (isChanged) {
      const action = approved ? 'app.approved' : 'app.approval_withdrawn';
      await recordAudit(trx, actor, at, { action, appId, detail: { note: note.trim() } });
    }
    const [row] = await listAppsForOperator(trx, environment, { id: appId, limit: 1 });
    if (row === undefined) throw new ApiError('not_found');
    return toView(row);
  });
}

/**
 * Refuses an app, with the reason that its developers read; an approval that it had ends. It can be approved later. Refusing
 * again changes the reason.
 */
export async function refuseApp(
  db: Db,
  environment: Environment,
  appId: string,
  reason: string,
  actor: Actor,
  at: Date,
): Promise<Static<typeof OperatorApp>> {
  if (!isUuid(appId)) throw new ApiError('not_found');
  return db.transaction().execute(async (trx) => {
    if (await updateRefusal(trx, appId, reason, at))
      await recordAudit(trx, actor, at, { action: 'app.refused', appId, detail: { reason } });
    const [row] = await listAppsForOperator(trx, environment, { id: appId, limit: 1 });
    if (row === undefined) throw new ApiError('not_found');
    return toView(row);
  });
}

function toView(row: AppForOperator): Static<typeof OperatorApp> {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    organisation: row.organisation,
    organizationName: row.organization_name,
    website: row.website,
    email: row.email,
    name: row.name,
    description: row.description,
    category: row.category,
    version: row.version,
    scopes: row.scopes,
    eventTypes: row.event_types,
    asksFor: titlesOf({ scopes: row.scopes, eventTypes: row.event_types }),
    deliveryHosts: [...new Set(row.urls.map((url) => new URL(url).host))],
    tenants: row.tenants,
    networks: row.networks,
    approved: row.approved_at !== null,
    approvedAt: row.approved_at?.toISOString() ?? null,
    refusal: toRefusal(row),
    createdAt: row.created_at.toISOString(),
  };
}
