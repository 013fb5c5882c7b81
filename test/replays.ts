import { expect } from 'vitest';
import type { Server } from '../src/http/server.ts';
import { addSeconds } from '../src/lib/clock.ts';
import type { Db } from '../src/lib/db.ts';
import { silentLog } from '../src/lib/log.ts';
import { takeDueStep } from '../src/replays/replay-loop.ts';
import type { ReplayView } from '../src/replays/schema.ts';
import { buildTestApp } from './app.ts';
import { TestClock, testStart } from './db.ts';
import { createSubscribed, publishEvents } from './deliveries.ts';
import type { TestApp, TestTenant } from './factories.ts';
import { signIn, type TestPerson } from './people.ts';

type Answer = Awaited<ReturnType<Server['inject']>>;

/** A developer at the portal, and a tenant that has been connected to their app for 60 days. */
export interface ReplayScene {
  readonly db: Db;
  readonly app: Server;
  readonly clock: TestClock;
  readonly subscribed: TestTenant & TestApp;
  readonly developer: TestPerson;
  /** Below the app, as its developer unless other headers are given. */
  call(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Publishes events a second apart, the last one now, and ends their deliveries so; returns the ids of the deliveries. */
  past(
    state: 'failed' | 'skipped' | 'delivered' | 'pending',
    count?: number,
    of?: TestTenant & TestApp,
  ): Promise<string[]>;
  /** Takes steps as a worker does, a quarter of a second after each other, until nothing has been due for two seconds. */
  work(): Promise<void>;
  replay(body: object): Promise<ReplayView>;
  read(id: string): Promise<ReplayView>;
  audit(): Promise<{ action: string; detail: unknown; tenant_id: number | null }[]>;
}

/** Building the application is most of what a scene costs: one for all the scenes on a database, with the clock of the test. */
const built = new WeakMap<Db, { app: Server; clock: TestClock; test: string | undefined }>();

async function appOn(db: Db): Promise<{ app: Server; clock: TestClock }> {
  const test = expect.getState().currentTestName;
  const known = built.get(db);
  if (known !== undefined) {
    if (known.test !== test) Object.assign(known, { clock: new TestClock(), test });
    return known;
  }
  const clock = new TestClock();
  const app = await buildTestApp(db, () => (built.get(db)?.clock ?? clock).now());
  const made = { app, clock, test };
  built.set(db, made);
  return made;
}

const reasons = { failed: 'retries_exhausted', skipped: 'webhook_disabled', delivered: null } as const;

export async function setReplayScene(db: Db, url = 'https://receiver.test/hook'): Promise<ReplayScene> {
  const { app, clock } = await appOn(db);
  const subscribed = await createSubscribed(db, url);
  await db
    .updateTable('connections')
    .set({ connected_at: addSeconds(testStart, -60 * 86_400) })
    .where('app_id', '=', subscribed.appId)
    .execute();
  const { organisation_id: organisationId } = await db
    .selectFrom('apps')
    .select('organisation_id')
    .where('id', '=', subscribed.appId)
    .executeTakeFirstOrThrow();
  const developer = await signIn(db, { organisationIds: [organisationId] });
  const loop = { db, clock: clock.now, log: silentLog, onCommitted: () => undefined };
  const scene: ReplayScene = {
    db,
    app,
    clock,
    subscribed,
    developer,
    call: async (method, path, body, headers = developer.headers) =>
      app.inject({
        method,
        url: `/api/portal/apps/${subscribed.appId}${path}`,
        headers,
        ...(body !== undefined && { payload: body }),
      }),
    past: async (state, count = 1, of = subscribed) => {
      const ids: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const [eventId] = await publishEvents(db, of, addSeconds(clock.now(), index + 1 - count));
        const rows = await db
          .selectFrom('deliveries')
          .select('id')
          .where('event_id', '=', eventId!)
          .where('app_id', '=', of.appId)
          .execute();
        ids.push(rows[0]!.id);
      }
      if (state === 'pending') return ids;
      await db
        .updateTable('deliveries')
        .set({ state, reason: reasons[state], finished_at: clock.now() })
        .where('id', 'in', ids)
        .execute();
      await db.deleteFrom('delivery_queue').where('delivery_id', 'in', ids).execute();
      return ids;
    },
    work: async () => {
      for (let idle = 0; idle < 8; idle += 1) {
        while ((await takeDueStep(loop)) === 'more') idle = 0;
        clock.advance(0.25);
      }
    },
    replay: async (body) => {
      const answer = await scene.call('POST', '/replays', { ...lastHour(clock.now()), ...body });
      expect([answer.statusCode, answer.body]).toEqual([202, expect.any(String)]);
      return answer.json<ReplayView>();
    },
    read: async (id) => {
      const answer = await scene.call('GET', `/replays/${id}`);
      expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
      return answer.json<ReplayView>();
    },
    audit: () =>
      db
        .selectFrom('audit_log')
        .select(['action', 'detail', 'tenant_id'])
        .where('app_id', '=', subscribed.appId)
        .orderBy('at')
        .orderBy('id')
        .execute(),
  };
  return scene;
}

export const lastHour = (now: Date) => ({
  from: addSeconds(now, -3_600).toISOString(),
  until: addSeconds(now, 1).toISOString(),
});
