import { addSeconds } from '../src/lib/clock.ts';
import type { Db } from '../src/lib/db.ts';
import { newTimeOrderedId } from '../src/lib/ids.ts';
import { createSubscribed, publishEvents } from './deliveries.ts';
import type { TestApp, TestTenant } from './factories.ts';
import { consentSince, developerOf } from './feed.ts';
import type { TestPerson } from './people.ts';

/** An app whose deliveries a browser looks at, with a tenant that has been connected for long. */
export type WatchedApp = TestTenant & TestApp & { readonly developer: TestPerson };

export async function createWatchedApp(db: Db, url: string): Promise<WatchedApp> {
  const subscribed = await createSubscribed(db, url);
  await consentSince(db, subscribed, addSeconds(new Date(), -60 * 86_400));
  await db
    .insertInto('app_tenants')
    .values({ app_id: subscribed.appId, tenant_id: subscribed.tenantId, note: 'Pilot', added_at: new Date() })
    .execute();
  return { ...subscribed, developer: await developerOf(db, subscribed) };
}

interface Past {
  readonly state: 'pending' | 'delivered' | 'failed' | 'skipped' | 'cancelled';
  readonly reason?: string;
  /** Of the newest attempt, if there was one. */
  readonly attempt?: {
    readonly status?: number;
    readonly error?: string;
    readonly detail?: string;
    readonly body?: string;
  };
  readonly attempts?: number;
  readonly secondsAgo?: number;
}

/** A delivery that ended so, or waits; returns its id. */
export async function createPastDelivery(db: Db, app: WatchedApp, past: Past): Promise<string> {
  const at = addSeconds(new Date(), -(past.secondsAgo ?? 60));
  const [eventId = ''] = await publishEvents(db, app, at);
  const { id } = await db
    .selectFrom('deliveries')
    .select('id')
    .where('event_id', '=', eventId)
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();
  const { state, reason = null, attempt, attempts = attempt === undefined ? 0 : 1 } = past;
  const isOver = state !== 'pending';
  await db
    .updateTable('deliveries')
    .set({ state, reason, attempts, finished_at: isOver ? addSeconds(at, 1) : null })
    .where('id', '=', id)
    .execute();
  if (isOver) await db.deleteFrom('delivery_queue').where('delivery_id', '=', id).execute();
  else
    await db
      .updateTable('delivery_queue')
      .set({ due_at: addSeconds(new Date(), 240), ready: false })
      .where('delivery_id', '=', id)
      .execute();
  if (attempt === undefined) return id;
  await db
    .insertInto('attempts')
    .values({
      tenant_id: app.tenantId,
      delivery_id: id,
      id: newTimeOrderedId(at),
      number: attempts,
      started_at: at,
      duration_ms: 231,
      dns_ms: 12,
      connect_ms: 28,
      tls_ms: 41,
      first_byte_ms: attempt.status === undefined ? null : 139,
      url: 'https://hooks.developer.example/fieldhook?source=scheduler',
      request_headers: JSON.stringify({
        'content-type': 'application/json',
        'user-agent': 'fieldhook/0.1.0',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': 'v1,LKIxITXqBMxSNh+IoVIKhxX03LGDwEjvNPei41B+ThE=',
        'x-servicetitan-signature': 'e54edf0deb79d5254b6afb383aa77d2e8f420ef752b80fae44ec5a483b109c38',
        'X-Tenant': 'evergreen',
        Authorization: '••••',
      }),
      status: attempt.status ?? null,
      error: attempt.error ?? null,
      error_detail: attempt.detail ?? null,
      response_headers:
        attempt.status === undefined
          ? null
          : JSON.stringify({ 'content-type': 'application/json', server: 'nginx', 'x-request-id': 'a1b2c3' }),
      response_body: attempt.status === undefined ? null : (attempt.body ?? ''),
    })
    .execute();
  return id;
}
