import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { startBenchDatabase } from './database.ts';
import { startFieldhook, startSink } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { seedWebhooks } from './seed.ts';
import { until } from './settled.ts';
import { median, round } from './statistics.ts';
import { seedCompany, visit } from './visitors.ts';

const ENDPOINTS = 100;
const GOAL_MS = 250;
const PAUSE_MS = 1_000;

/**
 * One event for 100 endpoints, each at an address of its own, one of which hangs: from the commit of the completion until
 * the success of the other 99 can be read in the database. Each second time all connections were closed before, so that
 * 99 have to be dialled, and their TLS agreed on, at once.
 */
export async function fanout(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench, { track_commit_timestamp: 'on' });
  const sink = await startSink(bench);
  const urls = Array.from({ length: ENDPOINTS }, (_, index) => `${sink.origin(index)}/webhooks/${index}`);
  const company = await seedCompany(database, urls[0] ?? '');
  await seedWebhooks(database, [company.tenantId], urls.slice(1));
  const fieldhook = await startFieldhook(bench, 'start', { DATABASE_URL: database.url, ...sink.settings });
  const visitors = visit(bench, fieldhook.baseUrl, company);
  const sessions = await visitors.open(sized(bench, 10, 3) * 2 + 10);

  // Until its code is compiled, and all well.
  for (const session of sessions.splice(0, 10)) {
    await visitors.complete(session);
    await recorded(database.pool, session.sessionId, ENDPOINTS);
  }
  await sink.ask({ ask: 'behave', hang: [`/webhooks/${ENDPOINTS - 1}`], fail: [] });
  const took: { isCold: boolean; ms: number }[] = [];
  for (const [index, session] of sessions.entries()) {
    const isCold = index % 2 === 0;
    await delay(PAUSE_MS);
    if (isCold) {
      await sink.ask({ ask: 'closeIdle' });
      await delay(PAUSE_MS);
    }
    await visitors.complete(session);
    took.push({ isCold, ms: await recorded(database.pool, session.sessionId, ENDPOINTS - 1) });
    say(`${isCold ? 'new connections' : 'open connections'}: ${round(took.at(-1)?.ms ?? 0, 0)} ms`);
  }
  const measured = [false, true].map((isCold) => {
    const times = took.filter((one) => one.isCold === isCold).map((one) => one.ms);
    return {
      connections: isCold ? 'new' : 'open',
      medianMs: round(median(times), 0),
      maxMs: round(Math.max(...times), 0),
    };
  });
  return {
    table: [
      ['99 of 100 recorded', 'median ms', 'most ms', 'goal'],
      ...measured.map((one) => [`${one.connections} connections`, one.medianMs, one.maxMs, GOAL_MS]),
    ],
    figures: { endpoints: ENDPOINTS, events: took.length, measured },
    isWhole: true,
    meetsGoals: measured.every(({ maxMs }) => maxMs <= GOAL_MS),
  };
}

/** Milliseconds from the commit of the session's event until `count` of its deliveries are seen to have succeeded. */
async function recorded(pool: Pool, sessionId: string, count: number): Promise<number> {
  let atMs = Number.NaN;
  const isDone = async (): Promise<boolean> => {
    const { rows } = await pool.query<{ delivered: number }>({
      name: 'bench_recorded',
      text: `
        select count(*)::int as delivered
        from events e join deliveries d on d.tenant_id = e.tenant_id and d.event_id = e.id
        where e.session_id = $1 and d.state = 'delivered'`,
      values: [sessionId],
    });
    atMs = Date.now();
    return (rows[0]?.delivered ?? 0) >= count;
  };
  await until('the others have been recorded', isDone, { everyMs: 3, withinMs: 30_000 });
  const { rows } = await pool.query<{ committed_ms: number }>(
    `select extract(epoch from pg_xact_commit_timestamp(tx_id::xid))::float8 * 1000 as committed_ms
     from events where session_id = $1`,
    [sessionId],
  );
  return atMs - (rows[0]?.committed_ms ?? Number.NaN);
}
