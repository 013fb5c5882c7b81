import { expect } from 'vitest';
import { createPublisher } from '../src/events/publish.ts';
import type { Server } from '../src/http/server.ts';
import type { Db } from '../src/lib/db.ts';
import { silentLog } from '../src/lib/log.ts';
import { decideDueSessions } from '../src/sessions/abandonment-loop.ts';
import { buildTestApp } from './app.ts';
import { TestClock } from './db.ts';
import { browserUserAgent, createScheduler, createTenant, type TestTenant } from './factories.ts';

export const sessionsPath = '/scheduler/v1/sessions';

type Json = Record<string, unknown>;
type Answer = Awaited<ReturnType<Server['inject']>>;

/** The parts of a test that plays visitors: an application on the test's database, its clock, a tenant's scheduler. */
export interface Scene {
  readonly db: Db;
  readonly app: Server;
  readonly clock: TestClock;
  readonly tenant: TestTenant;
  readonly schedulerId: string;
  post(url: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  open(given?: Json, headers?: Record<string, string>): Promise<Visit>;
  /** Decides everything that is due by now, as the background loop does. */
  decide(): Promise<void>;
}

export async function setScene(
  db: Db,
  given: {
    tenant?: Parameters<typeof createTenant>[1];
    scheduler?: Parameters<typeof createScheduler>[2];
  } = {},
): Promise<Scene> {
  const clock = new TestClock();
  const app = await buildTestApp(db, clock.now);
  const tenant = await createTenant(db, given.tenant);
  const schedulerId = await createScheduler(db, tenant, given.scheduler);
  const publish = createPublisher(() => 'https://fieldhook.test');
  const deps = { db, publish, clock: clock.now, log: silentLog, onCommitted: () => undefined };
  const scene: Scene = {
    db,
    app,
    clock,
    tenant,
    schedulerId,
    post: (url, body, headers = {}) =>
      app.inject({
        method: 'POST',
        url,
        headers: { 'user-agent': browserUserAgent, 'content-type': 'application/json', ...headers },
        payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    open: async (more = {}, headers = {}) => {
      const body = { dataApiKey: tenant.dataApiKey, schedulerId, ...more };
      const answer = await scene.post(sessionsPath, body, headers);
      expect(answer).toMatchObject({ statusCode: 201 });
      const { sessionId, secret } = answer.json<{ sessionId: string; secret: string }>();
      return new Visit(scene, sessionId, secret);
    },
    decide: async () => {
      while ((await decideDueSessions(deps)) === 'more');
    },
  };
  return scene;
}

/** One visitor's session, numbering its calls as a booking page does. */
export class Visit {
  #sequence = 0;
  readonly scene: Scene;
  readonly id: string;
  readonly secret: string;

  constructor(scene: Scene, id: string, secret: string) {
    this.scene = scene;
    this.id = id;
    this.secret = secret;
  }

  get path(): string {
    return `${sessionsPath}/${this.id}`;
  }

  next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  call(action: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.scene.post(`${this.path}/${action}`, body, {
      authorization: `Bearer ${this.secret}`,
      ...headers,
    });
  }

  save(fields: Json = {}): Promise<Answer> {
    return this.call('progress', { sequence: this.next(), ...fields });
  }

  heartbeat(fields: Json = {}): Promise<Answer> {
    return this.call('heartbeat', { sequence: this.next(), ...fields });
  }

  hint(hint: 'hidden' | 'closed' | 'resumed', fields: Json = {}): Promise<Answer> {
    return this.call('hints', { sequence: this.next(), hint, ...fields });
  }

  complete(fields: Json = {}, key = 'key-1'): Promise<Answer> {
    return this.call('complete', { sequence: this.next(), ...fields }, { 'idempotency-key': key });
  }

  row() {
    return this.scene.db
      .selectFrom('sessions')
      .selectAll()
      .where('id', '=', this.id)
      .executeTakeFirstOrThrow();
  }

  pulse() {
    return this.scene.db
      .selectFrom('session_pulses')
      .selectAll()
      .where('session_id', '=', this.id)
      .executeTakeFirstOrThrow();
  }

  /** The events of the session, oldest first, with their parsed bodies. */
  async events() {
    const rows = await this.scene.db
      .selectFrom('events')
      .selectAll()
      .where('session_id', '=', this.id)
      .orderBy('sequence')
      .execute();
    return rows.map((row) => Object.assign(row, { parsed: JSON.parse(`{${row.body}`) }));
  }

  async log(): Promise<{ kind: string; detail: unknown }[]> {
    return this.scene.db
      .selectFrom('session_log')
      .select(['kind', 'detail'])
      .where('session_id', '=', this.id)
      .orderBy('id')
      .execute();
  }
}

export const contact = { customer: { firstName: 'Dana', phone: '(310) 555-0142' } };

/** Two hours of tomorrow, as the test's clock has it. */
export const tomorrow = { timeslotStart: '2026-07-15T17:00:00Z', timeslotEnd: '2026-07-15T19:00:00.000Z' };

/** That an answer is a whole problem body of this code, naming exactly these fields. */
export function expectProblem(answer: Answer, status: number, code: string, fields: string[]): void {
  // With the body, which says what went wrong when this fails.
  expect([answer.statusCode, answer.body]).toEqual([status, expect.any(String)]);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  const body = answer.json<{ errors: Record<string, string[]> }>();
  expect(body).toEqual({
    type: `https://fieldhook.test/errors#${code}`,
    title: expect.stringMatching(/\S/),
    status,
    traceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    errors: expect.any(Object),
    data: { code },
  });
  expect(Object.keys(body.errors).toSorted()).toEqual(fields.toSorted());
  for (const texts of Object.values(body.errors)) {
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(text).toMatch(/\S/);
  }
}

/** Everything a visitor's call could write, to compare before and after. */
export async function snapshot(db: Db): Promise<unknown> {
  const tables = [
    'sessions',
    'session_pulses',
    'session_log',
    'jobs',
    'bookings',
    'leads',
    'events',
    'deliveries',
    'delivery_queue',
  ] as const;
  const all: Record<string, unknown[]> = {};
  for (const table of tables) {
    const rows = await db.selectFrom(table).selectAll().execute();
    all[table] = rows.map((row) => JSON.stringify(row)).toSorted();
  }
  return all;
}
