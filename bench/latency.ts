import type { Pool } from 'pg';
import { startBenchDatabase } from './database.ts';
import { type Sink, startFieldhook, startSink } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { until } from './settled.ts';
import { percentile, round } from './statistics.ts';
import { seedCompany, visit } from './visitors.ts';

const PER_SECOND = 200;
const SECONDS = 20;
const WARM_UP = 400;
const GOAL_MS = { p50: 5, p99: 25 };

/**
 * From the commit of a completion to its webhook's first byte at the receiver, 200 completions a second through the HTTP
 * API, open loop. The moment of the commit is PostgreSQL's own (track_commit_timestamp): it is taken before the commit is
 * flushed, so the time to make it durable counts too.
 */
export async function latency(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench, { track_commit_timestamp: 'on' });
  const sink = await startSink(bench);
  const company = await seedCompany(database, `${sink.origin(0)}/hook`);
  const fieldhook = await startFieldhook(bench, 'start', { DATABASE_URL: database.url, ...sink.settings });
  const visitors = visit(bench, fieldhook.baseUrl, company);
  const completions = PER_SECOND * sized(bench, SECONDS, 3);
  say(`opening ${completions + WARM_UP} sessions`);
  const sessions = await visitors.open(completions + WARM_UP);
  await visitors.completeAtRate(sessions.splice(0, WARM_UP), PER_SECOND);
  await untilArrived(sink, WARM_UP);
  await sink.ask({ ask: 'reset' });

  say(`completing ${completions} at ${PER_SECOND} per second`);
  const accepted = (await visitors.completeAtRate(sessions, PER_SECOND)).length;
  await untilArrived(sink, accepted);
  const report = await sink.ask({ ask: 'report', key: company.hmacKey });
  const delays = await commitToFirstByte(database.pool, sink);
  say(
    `accepted ${accepted}, received ${report.received}, distinct ${report.distinct}, unsigned ${report.unsigned}`,
  );
  const [p50Ms = 0, p99Ms = 0, maxMs = 0] = [0.5, 0.99, 1].map((share) =>
    round(percentile(delays, share), 1),
  );
  return {
    table: [
      ['from commit to first byte', 'ms', 'goal'],
      ['p50', p50Ms, GOAL_MS.p50],
      ['p99', p99Ms, GOAL_MS.p99],
      ['most', maxMs, ''],
    ],
    figures: { perSecond: PER_SECOND, completions, p50Ms, p99Ms, maxMs },
    isWhole:
      accepted === completions &&
      report.received === completions &&
      report.distinct === completions &&
      report.unsigned === 0,
    meetsGoals: p50Ms <= GOAL_MS.p50 && p99Ms <= GOAL_MS.p99,
  };
}

function untilArrived(sink: Sink, count: number): Promise<void> {
  return until('all have arrived', async () => (await sink.ask({ ask: 'count' })) >= count, {
    everyMs: 50,
    withinMs: 30_000,
  });
}

async function commitToFirstByte(pool: Pool, sink: Sink): Promise<number[]> {
  const { rows } = await pool.query<{ id: string; committed_ms: number }>(`
    select d.id, extract(epoch from pg_xact_commit_timestamp(e.tx_id::xid))::float8 * 1000 as committed_ms
    from deliveries d join events e on e.tenant_id = d.tenant_id and e.id = d.event_id`);
  const committed = new Map(rows.map((row) => [row.id, row.committed_ms]));
  const { ids, atMs } = await sink.ask({ ask: 'arrivals' });
  return ids.map((id, index) => (atMs[index] ?? Number.NaN) - (committed.get(id) ?? Number.NaN));
}
