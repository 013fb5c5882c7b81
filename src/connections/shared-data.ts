import { SCHEDULERS_READ } from '../apps/scope-catalogue.ts';
import { deliveryBody } from '../events/body.ts';
import { eventCatalogue } from '../events/catalogue.ts';
import { eventTypes } from '../events/event-types.ts';
import { exampleSession } from '../events/example-session.ts';
import type { Db } from '../lib/db.ts';
import { withTenant } from '../lib/isolation.ts';
import { readSession } from '../session-history/detail.ts';
import { pageSessions } from '../session-history/list.ts';
import { listLatestEvents, type SampleEventRow } from './detail-queries.ts';
import { requireApp, type TenantApp } from './find-app.ts';
import type { SharedData } from './schema.ts';

/**
 * What the tenant would share, or shares, by allowing the newest version of an app: of each event what the app would be sent, and of a
 * session what it could read. Taken from what the tenant itself had last, as everybody who works there may see it; made up where it had
 * nothing of the kind, or has erased it.
 * @throws ApiError not_found
 */
export async function readSharedData(db: Db, of: TenantApp): Promise<SharedData> {
  const { app, latest } = await withTenant(db, of.tenantId, async (trx) => {
    const found = await requireApp(trx, of);
    return { app: found, latest: await listLatestEvents(trx, of, eventTypes) };
  });
  const asksFor = (type: string): boolean => app.newest_event_types.includes(type);
  return {
    version: app.newest_version,
    events: eventCatalogue
      .filter(({ type }) => asksFor(type))
      .map((entry) =>
        sampleEvent(
          entry,
          latest.find(({ type }) => type === entry.type),
        ),
      ),
    session: app.newest_scopes.includes(SCHEDULERS_READ)
      ? await sampleSession(db, of.tenantId, latest)
      : null,
  };
}

function sampleEvent(
  { type, title, example }: (typeof eventCatalogue)[number],
  own: SampleEventRow | undefined,
): SharedData['events'][number] {
  const named = { eventType: type, title };
  if (own === undefined) {
    const { time } = example as { readonly time: string };
    return { ...named, from: 'example', sessionId: null, at: time, payload: example };
  }
  const payload = JSON.parse(deliveryBody(own.deliveryId, own.body).toString()) as object;
  return {
    ...named,
    from: 'own',
    sessionId: own.sessionId,
    at: own.occurredAt.toISOString(),
    payload,
  };
}

/** So many of the latest are looked at for one that is not erased. */
const LOOKED_AT = 20;

/** One that came to something tells more than the latest, which may just have been opened. */
async function sampleSession(
  db: Db,
  tenantId: number,
  latest: readonly SampleEventRow[],
): Promise<NonNullable<SharedData['session']>> {
  const [newest] = latest.toSorted((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime());
  const sessionId = newest?.sessionId ?? (await findLatestSession(db, tenantId));
  if (sessionId !== undefined) {
    const { session, erasedAt } = await readSession(db, tenantId, sessionId);
    if (erasedAt === null) return { from: 'own', sessionId, at: session.createdOn, session };
  }
  const session = exampleSession('booked');
  return { from: 'example', sessionId: null, at: session.createdOn, session };
}

async function findLatestSession(db: Db, tenantId: number): Promise<string | undefined> {
  const any = { from: null, until: null, search: undefined };
  const { data } = await pageSessions(db, tenantId, any, { limit: LOOKED_AT, before: null });
  return data.find(({ erasedAt }) => erasedAt === null)?.id;
}
