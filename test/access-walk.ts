import { expect } from 'vitest';
import type { Access, RouteAccess } from '../src/http/access.ts';
import { operationIdOf } from '../src/http/describe-access.ts';
import type { Server } from '../src/http/server.ts';
import type { Db } from '../src/lib/db.ts';
import { type ErrorCode, errorCatalogue } from '../src/lib/errors.ts';
import { buildHouse, fillPath, type House, MARK } from './access-world.ts';
import { getToken } from './api-client.ts';
import { buildTestApp } from './app.ts';
import type { TestClock } from './db.ts';
import { browserUserAgent } from './factories.ts';
import { sampleOf } from './sample-body.ts';

export type Headers = Readonly<Record<string, string>>;
type Answer = Awaited<ReturnType<Walk['call']>>;

export const byPeople = ['person', 'developer', 'tenant', 'operator'] as const;
export const nameOf = ({ method, url }: RouteAccess): string => `${method} ${url}`;
export const parametersOf = (url: string): string[] =>
  [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
/** The parameters that name one thing among those of a tenant or of an organisation. */
export const idsOf = ({ url, access }: RouteAccess): string[] =>
  parametersOf(url).filter(
    (name) => name !== 'tenant' && name !== 'eventType' && (name !== 'tenantId' || access.by !== 'tenant'),
  );
/** Secrets are the tenant's to make, or the developer's: both cannot be in one house. */
export const modeFor = ({ url }: RouteAccess): 'tenant' | 'developer' =>
  /^\/api\/portal\/.*\/secrets/.test(url) ? 'developer' : 'tenant';
export const isRead = ({ method }: RouteAccess): boolean => method === 'GET' || method === 'HEAD';
export const withoutTraceId = (answer: Answer): string => answer.body.replace(/"traceId":"[^"]+"/, '');

/** Calls every route that there is, as anybody: a route that is new is called without a word said here. */
export interface Walk {
  readonly app: Server;
  readonly db: Db;
  readonly clock: TestClock;
  /** Whose things everybody else wants to see. */
  readonly house: House;
  /** Of the same kind, with people of its own. */
  readonly stranger: House;
  routesBy(...by: Access['by'][]): readonly RouteAccess[];
  /** With a body made from the API description. */
  call(route: RouteAccess, path: string, headers: Headers): ReturnType<typeof inject>;
  /** The credentials of whoever may call the route. */
  entitled(route: RouteAccess, by: House): Promise<Headers>;
  /** That each caller is refused by each route with what `expected` says, learns nothing, and changes nothing. */
  expectRefusals(
    routes: readonly RouteAccess[],
    callers: Readonly<Record<string, Headers>>,
    expected: (route: RouteAccess) => ErrorCode | undefined,
  ): Promise<void>;
  /** Runs it and expects that nothing has changed. */
  changingNothing(work: () => Promise<void>): Promise<void>;
}

export async function startWalk(db: Db, clock: TestClock): Promise<Walk> {
  const app = await buildTestApp(db, clock.now);
  await app.ready();
  const bodies = readBodies(app);
  const walk: Walk = {
    app,
    db,
    clock,
    house: await buildHouse(db, MARK),
    stranger: await buildHouse(db, 'Stranger'),
    routesBy: (...by) => app.routeAccess.filter(({ access }) => by.includes(access.by)),
    call: (route, path, headers) => {
      // Some calls are limited in a second or a minute; that is not what is tested here.
      clock.advance(10);
      return inject(app, route, path, headers, bodies.get(operationIdOf(route.method, route.url)));
    },
    entitled: async ({ access }, by) => {
      if (access.by !== 'client') return by.owner.headers;
      return { authorization: await getToken(app, by.client), 'st-app-key': by.client.appKey };
    },
    expectRefusals: (routes, callers, expected) =>
      walk.changingNothing(async () => {
        for (const route of routes) {
          const code = expected(route);
          if (code === undefined) continue;
          for (const [caller, headers] of Object.entries(callers)) {
            const answer = await walk.call(route, fillPath(route.url, walk.house.ids), headers);
            expectRefusal(route, answer, code, caller);
          }
        }
      }),
    changingNothing: async (work) => {
      const before = await snapshotOf(db);
      await work();
      await expectUnchanged(db, before);
    },
  };
  return walk;
}

/** What an answer says; for HEAD, which has no body, its status alone. */
export function saying(route: RouteAccess, answer: Answer): object {
  const status = answer.statusCode;
  const isJson = /json/.test(String(answer.headers['content-type']));
  if (route.method === 'HEAD' || answer.body === '' || !isJson) return { route: nameOf(route), status };
  const code = answer.json<{ data?: { code?: string } }>().data?.code;
  return { route: nameOf(route), status, code };
}

export function expectRefusal(route: RouteAccess, answer: Answer, code: ErrorCode, caller = ''): void {
  const { status } = errorCatalogue[code];
  const expected = { route: nameOf(route), status, ...(route.method !== 'HEAD' && { code }) };
  expect({ caller, ...saying(route, answer) }).toEqual({ caller, ...expected });
  expect(answer.body).not.toContain(MARK);
}

/** What some calls need to be answered, or answered in time. */
function queryOf(url: string): string {
  if (url.endsWith('/:tenantId/performance')) return '?from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z';
  if (url.endsWith('/performance'))
    return '?sessionCreatedOnOrAfter=2026-01-01T00:00:00Z&sessionCreatedBefore=2027-01-01T00:00:00Z';
  return /\/(listen|stream)$/.test(url) ? '?seconds=1' : '';
}

function inject(app: Server, { method, url }: RouteAccess, path: string, headers: Headers, body: unknown) {
  return app.inject({
    method: method as 'GET',
    url: `${path}${queryOf(url)}`,
    headers: { 'user-agent': browserUserAgent, 'if-match': '"1"', 'idempotency-key': 'a-key', ...headers },
    ...(body !== undefined && { payload: body as object }),
  });
}

/** A body that each call with a body accepts, by operation id. */
function readBodies(app: Server): ReadonlyMap<string, unknown> {
  const { paths = {} } = app.swagger() as { paths?: Record<string, Record<string, unknown>> };
  const found = new Map<string, unknown>();
  for (const operation of Object.values(paths).flatMap((byMethod) => Object.values(byMethod))) {
    const { operationId, requestBody } = operation as {
      operationId: string;
      requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
    };
    const schema = requestBody?.content['application/json']?.schema;
    if (schema !== undefined) found.set(operationId, sampleOf(schema));
  }
  return found;
}

/** What refused calls must not change: everything but what any call may write, such as when a token was last used. */
const guarded = [
  'tenants',
  'networks',
  'brands',
  'routers',
  'router_rules',
  'schedulers',
  'apps',
  'app_versions',
  'app_tenants',
  'app_networks',
  'webhooks',
  'clients',
  'client_secrets',
  'connections',
  'replays',
  'delivery_queue',
  'people',
  'operators',
  'sessions',
  'tenant_members',
  'organisation_members',
  'developer_organisations',
  'audit_log',
  'session_log',
];

async function snapshotOf(db: Db): Promise<ReadonlySet<string>> {
  const rows = new Set<string>();
  for (const table of guarded) {
    for (const row of await db
      .selectFrom(table as 'client_secrets')
      .selectAll()
      .execute()) {
      // Getting a token is a use of a secret.
      rows.add(`${table} ${JSON.stringify({ ...row, last_used_at: undefined })}`);
    }
  }
  return rows;
}

/** That nothing has changed; names only what has. */
async function expectUnchanged(db: Db, before: ReadonlySet<string>): Promise<void> {
  const after = await snapshotOf(db);
  const gone = [...before].filter((row) => !after.has(row));
  const added = [...after].filter((row) => !before.has(row));
  expect({ gone, added }).toEqual({ gone: [], added: [] });
}
