import { Agent, request } from 'undici';
import type { DemoTenant } from '../src/demo/seed.ts';
import { openDatabase } from '../src/lib/db.ts';
import { silentLog } from '../src/lib/log.ts';
import { ensurePartitions, migrate } from '../src/lib/migrate.ts';
import { createSealer, parseSealingKeys } from '../src/lib/seal.ts';
import { seedApi } from './api-seed.ts';
import { secretKeys, startBenchDatabase, startFieldhook } from './processes.ts';
import { median, percentile, round } from './statistics.ts';

const SESSIONS = 1_000_000;
const WARM_UP = 5;
const CALLS = 25;
const DAY_MS = 86_400_000;
const TARGETS_MS = { performance: 300, firstPage: 20, latePage: 500 };

/**
 * The public API over a million sessions of one scheduler, spread over a year, as a client meets it: through HTTP, with a token and an
 * app key, one call after the other.
 */
export async function api(say: (line: string) => void): Promise<object> {
  const database = await startBenchDatabase();
  try {
    const until = new Date();
    const startedAt = performance.now();
    const seeded = await seed(database.url, until);
    say(`seeded ${SESSIONS.toLocaleString('en')} sessions in ${seconds(startedAt)} s`);
    const server = await startFieldhook('start', { DATABASE_URL: database.url, PORT: '0' });
    const client = await connect(server.baseUrl, seeded);
    const scheduler = `/schedulers/${seeded.schedulerId}`;
    const range = new URLSearchParams({
      sessionCreatedOnOrAfter: new Date(until.getTime() - 60 * DAY_MS).toISOString(),
      sessionCreatedBefore: new Date(until.getTime() - 30 * DAY_MS).toISOString(),
    }).toString();

    const performanceMs = await measure(say, '30 days of performance', async () => {
      const { totalSessions } = await client.get<{ totalSessions: number }>(
        `${scheduler}/performance?${range}`,
      );
      return totalSessions > SESSIONS / 13 && totalSessions < SESSIONS / 12;
    });
    const firstPageMs = await measure(say, 'first page of 50', async () => {
      const { data, hasMore } = await client.get<Page>(`${scheduler}/sessions`);
      return data.length === 50 && hasMore;
    });
    const latePageMs = await measure(say, 'page=5000&pageSize=200', async () => {
      const { data, hasMore } = await client.get<Page>(`${scheduler}/sessions?page=5000&pageSize=200`);
      return data.length === 200 && !hasMore;
    });
    await measure(say, 'the same with includeTotal', async () => {
      const path = `${scheduler}/sessions?page=5000&pageSize=200&includeTotal=true`;
      return (await client.get<Page>(path)).totalCount === SESSIONS;
    });
    await measure(say, 'modified in the last hour', async () => {
      const since = new Date(until.getTime() - 3_600_000).toISOString();
      return (await client.get<Page>(`${scheduler}/sessions?modifiedOnOrAfter=${since}`)).data.length > 0;
    });
    await client.close();
    await server.stop();
    const ok =
      performanceMs <= TARGETS_MS.performance &&
      firstPageMs <= TARGETS_MS.firstPage &&
      latePageMs <= TARGETS_MS.latePage;
    return { scenario: 'api', performanceMs, firstPageMs, latePageMs, ok };
  } finally {
    await database.stop();
  }
}

interface Page {
  readonly data: readonly unknown[];
  readonly hasMore: boolean;
  readonly totalCount: number | null;
}

async function seed(url: string, until: Date): Promise<DemoTenant> {
  const { db, close } = openDatabase({ url, poolSize: 2, log: silentLog, asOwner: true });
  try {
    await migrate(db);
    await ensurePartitions(db, until);
    const keys = parseSealingKeys(secretKeys);
    if (typeof keys === 'string') throw new Error(keys);
    return await seedApi(db, createSealer(keys), SESSIONS, until);
  } finally {
    await close();
  }
}

/** A client as others would write it: a token, then calls with it over one connection. */
async function connect(baseUrl: string, { tenantId, appKey, clientId, clientSecret }: DemoTenant) {
  const dispatcher = new Agent({ connections: 1 });
  const asked = await request(`${baseUrl}/connect/token`, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }).toString(),
  });
  const { access_token: token } = (await asked.body.json()) as { access_token: string };
  return {
    get: async <Answer>(path: string): Promise<Answer> => {
      const answer = await request(`${baseUrl}/schedulingpro/v2/tenant/${tenantId}${path}`, {
        dispatcher,
        headers: { authorization: token, 'st-app-key': appKey },
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
      return JSON.parse(text) as Answer;
    },
    close: () => dispatcher.close(),
  };
}

/** The median, to 0.1 ms; a wrong answer is no measurement. */
async function measure(
  say: (line: string) => void,
  name: string,
  call: () => Promise<boolean>,
): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + CALLS; index += 1) {
    const startedAt = performance.now();
    if (!(await call())) throw new Error(`${name}: the answer is not what was seeded`);
    if (index >= WARM_UP) times.push(performance.now() - startedAt);
  }
  say(
    `${name}: median ${round(median(times), 1)} ms, p95 ${round(percentile(times, 0.95), 1)} ms, ${CALLS} calls`,
  );
  return round(median(times), 1);
}

const seconds = (startedAt: number): number => Math.round((performance.now() - startedAt) / 1000);
