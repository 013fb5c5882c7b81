import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type BenchDatabase, startBenchDatabase } from './database.ts';
import { type Sink, startFieldhook, startSink } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { until } from './settled.ts';
import { round } from './statistics.ts';
import { type Completed, seedCompany, visit } from './visitors.ts';

const PER_SECOND = 200;
const KILL_EVERY_SECONDS = 12;
const MOST_AWAY_SECONDS = 10;
const GOAL_SECONDS = 10;
/** Claimed by a worker that never learned of it: free again after a lease of a minute. */
const PATIENCE_MS = 180_000;

/**
 * PostgreSQL killed with -9, all its processes at once, under 200 completions a second through the HTTP API of one process,
 * delivered by another. It is started again at once. Every completion that was answered with success must arrive at its
 * receiver; and both processes must go on by themselves: a completion accepted after PostgreSQL is back, and received.
 */
export async function killPostgres(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench);
  const sink = await startSink(bench);
  const company = await seedCompany(database, `${sink.origin(0)}/hook`);
  const api = await startFieldhook(bench, 'api', {
    DATABASE_URL: database.url,
    ...sink.settings,
    LOG_LEVEL: 'silent',
  });
  await startFieldhook(bench, 'worker', {
    DATABASE_URL: database.url,
    ...sink.settings,
    LOG_LEVEL: 'silent',
  });
  const visitors = visit(bench, api.baseUrl, company);
  const kills = sized(bench, 3, 1);
  // Goes on for a round after the last kill, however long PostgreSQL was away.
  const completions = PER_SECOND * ((kills + 1) * KILL_EVERY_SECONDS + kills * MOST_AWAY_SECONDS);
  say(`opening ${completions} sessions`);
  const sessions = await visitors.open(completions);
  const completing = visitors.completeAtRate(sessions, PER_SECOND);

  const outages: { killedAtMs: number; backAtMs: number }[] = [];
  for (let index = 0; index < kills; index += 1) {
    await delay(KILL_EVERY_SECONDS * 1_000);
    const killedAtMs = Date.now();
    await database.kill();
    await untilBack(database);
    outages.push({ killedAtMs, backAtMs: Date.now() });
    say(`killed; PostgreSQL was back after ${Date.now() - killedAtMs} ms`);
  }
  const accepted = await completing;
  say(`${accepted.length} of ${completions} were accepted, the others refused while it was away`);
  await until('nothing is queued', async () => (await countQueued(database)) === 0, {
    everyMs: 500,
    withinMs: PATIENCE_MS,
  });
  const found = await findReceived(database, sink);
  const report = await sink.ask({ ask: 'report', key: company.hmacKey });
  const lost = accepted.filter(({ sessionId }) => !found.has(sessionId)).length;
  const measured = outages.map((outage) => ({
    awaySeconds: seconds(outage.backAtMs - outage.killedAtMs),
    goesOnAfterSeconds: seconds(goesOnAtMs(outage.backAtMs, accepted, found) - outage.backAtMs),
  }));
  return {
    table: [
      ['', 'measured', 'goal'],
      ['accepted', accepted.length, ''],
      ['lost', lost, 0],
      ['received twice', report.received - report.distinct, ''],
      ...measured.map((one, index) => [
        `kill ${index + 1}: away ${one.awaySeconds} s, goes on after, s`,
        one.goesOnAfterSeconds,
        `≤ ${GOAL_SECONDS}`,
      ]),
    ],
    figures: {
      perSecond: PER_SECOND,
      accepted: accepted.length,
      refused: completions - accepted.length,
      lost,
      duplicates: report.received - report.distinct,
      outages: measured,
    },
    isWhole: lost === 0 && report.unsigned === 0,
    meetsGoals: measured.every(({ goesOnAfterSeconds }) => goesOnAfterSeconds <= GOAL_SECONDS),
  };
}

/** When the first completion begun after `backAtMs` had been both answered and received. */
function goesOnAtMs(
  backAtMs: number,
  accepted: readonly Completed[],
  found: ReadonlyMap<string, Received>,
): number {
  const times = accepted.flatMap(({ sessionId, answeredAtMs }) => {
    const received = found.get(sessionId);
    if (received === undefined || received.completedAtMs < backAtMs) return [];
    return [Math.max(answeredAtMs, received.arrivedAtMs)];
  });
  return times.reduce((least, at) => Math.min(least, at), Infinity);
}

interface Received {
  readonly completedAtMs: number;
  readonly arrivedAtMs: number;
}

/** By session, what arrived of it. */
async function findReceived({ pool }: BenchDatabase, sink: Sink): Promise<Map<string, Received>> {
  const { rows } = await pool.query<{ session_id: string; id: string; at_ms: number }>(`
    select e.session_id, d.id, extract(epoch from e.occurred_at)::float8 * 1000 as at_ms
    from events e join deliveries d on d.tenant_id = e.tenant_id and d.event_id = e.id
    where d.state = 'delivered'`);
  const { ids, atMs } = await sink.ask({ ask: 'arrivals' });
  const arrivals = new Map(
    ids.map((id, index) => [id, atMs[index] ?? Number.NaN]).toReversed() as [string, number][],
  );
  return new Map(
    rows.flatMap((row) => {
      const arrivedAtMs = arrivals.get(row.id);
      return arrivedAtMs === undefined ? [] : [[row.session_id, { completedAtMs: row.at_ms, arrivedAtMs }]];
    }),
  );
}

/** Until it lets somebody in and answers. */
function untilBack({ url }: BenchDatabase): Promise<void> {
  const answers = async (): Promise<boolean> => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  return until('PostgreSQL is back', answers, { everyMs: 20, withinMs: 60_000 });
}

async function countQueued({ pool }: BenchDatabase): Promise<number> {
  const { rows } = await pool.query<{ queued: number }>('select count(*)::int as queued from delivery_queue');
  return rows[0]?.queued ?? 0;
}

const seconds = (ms: number): number => round(ms / 1_000, 2);
