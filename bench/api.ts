import { Agent, request } from 'undici';
import type { DemoTenant } from '../src/demo/seed.ts';
import { seedApi } from './api-seed.ts';
import { startBenchDatabase } from './database.ts';
import { startFieldhook } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { median, percentile, round } from './statistics.ts';

const WARM_UP = 5;
const CALLS = 25;
const DAY_MS = 86_400_000;
const GOAL_MS = { performance: 300, firstPage: 20, latePage: 500 };

/**
 * The public API over a million sessions of one scheduler, spread over a year, as a client meets it: through HTTP, with a token and an
 * app key, one call after the other.
 */
export async function api(bench: Bench): Promise<Result> {
  const { say } = bench;
  const sessions = sized(bench, 1_000_000, 20_000);
  const database = await startBenchDatabase(bench);
  const until = new Date();
  const startedAt = performance.now();
  const seeded = await seedApi(database.db, database.sealer, sessions, until);
  say(
    `seeded ${sessions.toLocaleString('en')} sessions in ${Math.round((performance.now() - startedAt) / 1000)} s`,
  );
  const server = await startFieldhook(bench, 'start', { DATABASE_URL: database.url });
  const client = await connect(server.baseUrl, seeded);
  const scheduler = `/schedulers/${seeded.schedulerId}`;
  const lastPage = `${scheduler}/sessions?page=${sessions / 200}&pageSize=200`;
  const range = new URLSearchParams({
    sessionCreatedOnOrAfter: new Date(until.getTime() - 60 * DAY_MS).toISOString(),
    sessionCreatedBefore: new Date(until.getTime() - 30 * DAY_MS).toISOString(),
  }).toString();

  const performanceOfMonth = await measure(async () => {
    const { totalSessions } = await client.get<{ totalSessions: number }>(
      `${scheduler}/performance?${range}`,
    );
    return totalSessions > sessions / 13 && totalSessions < sessions / 12;
  });
  const firstPage = await measure(async () => {
    const { data, hasMore } = await client.get<Page>(`${scheduler}/sessions`);
    return data.length === 50 && hasMore;
  });
  const latePage = await measure(async () => {
    const { data, hasMore } = await client.get<Page>(lastPage);
    return data.length === 200 && !hasMore;
  });
  const withTotal = await measure(
    async () => (await client.get<Page>(`${lastPage}&includeTotal=true`)).totalCount === sessions,
  );
  const lastHour = await measure(async () => {
    const since = new Date(until.getTime() - 3_600_000).toISOString();
    return (await client.get<Page>(`${scheduler}/sessions?modifiedOnOrAfter=${since}`)).data.length > 0;
  });
  await client.close();
  const row = (name: string, { medianMs, p95Ms }: Measured, goal: number | '') => [
    name,
    medianMs,
    p95Ms,
    goal,
  ];
  return {
    table: [
      [`${CALLS} calls each`, 'median ms', 'p95 ms', 'goal'],
      row('30 days of performance', performanceOfMonth, GOAL_MS.performance),
      row('first page of 50', firstPage, GOAL_MS.firstPage),
      row('last page of 200', latePage, GOAL_MS.latePage),
      row('the same with includeTotal', withTotal, ''),
      row('modified in the last hour', lastHour, ''),
    ],
    figures: {
      sessions,
      performanceMs: performanceOfMonth.medianMs,
      firstPageMs: firstPage.medianMs,
      latePageMs: latePage.medianMs,
    },
    // A wrong answer has ended it.
    isWhole: true,
    meetsGoals:
      performanceOfMonth.medianMs <= GOAL_MS.performance &&
      firstPage.medianMs <= GOAL_MS.firstPage &&
      latePage.medianMs <= GOAL_MS.latePage,
  };
}

interface Page {
  readonly data: readonly unknown[];
  readonly hasMore: boolean;
  readonly totalCount: number | null;
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

interface Measured {
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** To 0.1 ms; a wrong answer is no measurement. */
async function measure(call: () => Promise<boolean>): Promise<Measured> {
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + CALLS; index += 1) {
    const startedAt = performance.now();
    if (!(await call())) throw new Error('an answer is not what was seeded');
    if (index >= WARM_UP) times.push(performance.now() - startedAt);
  }
  return { medianMs: round(median(times), 1), p95Ms: round(percentile(times, 0.95), 1) };
}
