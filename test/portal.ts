import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Server } from '../src/http/server.ts';
import type { Db } from '../src/lib/db.ts';
import { buildTestApp } from './app.ts';
import { TestClock } from './db.ts';
import { signIn, type TestPerson } from './people.ts';

export type Json = Record<string, unknown>;
type Answer = Awaited<ReturnType<Server['inject']>>;

export const completed = 'tn.sp.session-completed';
export const abandoned = 'tn.sp.session-abandoned-qualified';
export const hookUrl = 'https://hooks.developer.test/fieldhook';

/** What the view of a new webhook has beside what was asked for. */
export const unasked: Json = {
  id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  keyLastUsedAt: null,
  previousKeyUntil: null,
  previousKeyLastUsedAt: null,
  asymmetric: false,
  publicKey: null,
  previousPublicKey: null,
  previousPublicKeyUntil: null,
  publicKeyLastUsedAt: null,
  previousPublicKeyLastUsedAt: null,
  publicKeysPath: null,
  customHeaders: [],
  inNewestVersion: true,
};

/** The body of a new app with everything that is required and both events. */
export const newAppBody: Json = {
  organizationName: 'Developer Inc.',
  website: 'https://developer.test/',
  email: 'hello@developer.test',
  name: 'CRM',
  description: 'Keeps customers.',
  category: 'CRM & Lead Management',
  scopes: ['tn.sp.schedulers:r'],
  events: [
    { eventType: completed, deliveryUrl: hookUrl },
    { eventType: abandoned, deliveryUrl: hookUrl },
  ],
  credentialMode: 'tenant',
};

/** An app as a test holds it: where it is and the entity tag it had when it was last answered. */
export interface PortalApp {
  readonly id: string;
  readonly path: string;
  readonly etag: string;
  readonly body: Json;
  /** Event type → key. */
  readonly keys: Readonly<Record<string, string>>;
}

/** A developer of an organisation of their own, signed in to an application on the test's database. */
export interface Portal {
  readonly db: Db;
  readonly app: Server;
  readonly clock: TestClock;
  readonly organisationId: string;
  readonly developer: TestPerson;
  /** As the developer, unless other headers are given. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    given?: CallOptions,
  ): Promise<Answer>;
  createApp(given?: Json): Promise<PortalApp>;
  /** A change that is based on what the app is now. */
  change(
    app: PortalApp,
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    rest: string,
    body?: Json,
  ): Promise<Answer>;
  audit(appId: string): Promise<{ action: string; detail: Json; person_id: string | null }[]>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly etag?: string;
  readonly headers?: Record<string, string>;
}

export const portalPath = '/api/portal/apps';

export async function createOrganisation(db: Db, given: { tenantId?: number } = {}): Promise<string> {
  const id = randomUUID();
  await db
    .insertInto('developer_organisations')
    .values({ id, name: 'Developer', tenant_id: given.tenantId ?? null })
    .execute();
  return id;
}

export async function setPortal(db: Db, allowedOrigins: readonly string[] = []): Promise<Portal> {
  const clock = new TestClock();
  const app = await buildTestApp(db, clock.now, () => undefined, allowedOrigins);
  const organisationId = await createOrganisation(db);
  const developer = await signIn(db, { organisationIds: [organisationId] });
  const portal: Portal = {
    db,
    app,
    clock,
    organisationId,
    developer,
    call: (method, url, { body, etag, headers = developer.headers } = {}) =>
      app.inject({
        method,
        url,
        headers: {
          ...headers,
          ...(etag !== undefined && { 'if-match': etag }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      }),
    createApp: async (given = {}) => {
      const answer = await portal.call('POST', portalPath, { body: { ...newAppBody, ...given } });
      expect([answer.statusCode, answer.body]).toEqual([201, expect.any(String)]);
      const body = answer.json<Json & { id: string; hmacKeys: { eventType: string; hmacKey: string }[] }>();
      return {
        id: body.id,
        path: `${portalPath}/${body.id}`,
        etag: String(answer.headers.etag),
        body,
        keys: Object.fromEntries(body.hmacKeys.map(({ eventType, hmacKey }) => [eventType, hmacKey])),
      };
    },
    change: async ({ path }, method, rest, body) => {
      const etag = String((await portal.call('GET', path)).headers.etag);
      return portal.call(method, `${path}${rest}`, { etag, ...(body !== undefined && { body }) });
    },
    audit: async (appId) => {
      const rows = await db
        .selectFrom('audit_log')
        .select(['action', 'detail', 'person_id'])
        .where('app_id', '=', appId)
        .orderBy('at')
        .orderBy('id')
        .execute();
      return rows.map((row) => ({ ...row, detail: row.detail as Json }));
    },
  };
  return portal;
}
