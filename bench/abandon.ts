import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DemoTenant } from '../src/demo/seed.ts';
import { startBenchDatabase } from './database.ts';
import { startFieldhook, startSink } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { percentile, round } from './statistics.ts';
import { seedCompany } from './visitors.ts';

const PER_SECOND = 1_000;
const WARM_UP_SECONDS = 5;
const GOAL_MS = 1_000;
/** What PostgreSQL may take to write the signs of life of a million sessions, before the first of them is due. */
const LEAD_MS_PER_SESSION = 0.06;
const GRACE_MS = 5_000;

/**
 * A million open sessions of which a thousand a second fall due, closed by their visitors. All have a telephone number, so
 * each is decided in full: a lead is filed, an event published and delivered by the same worker. From the due time to the
 * commit of the decision.
 */
export async function abandon(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench, { track_commit_timestamp: 'on' });
  const { pool } = database;
  const sink = await startSink(bench);
  const company = await seedCompany(database, `${sink.origin(0)}/hook`);
  const sessions = sized(bench, 1_000_000, 20_000);
  const seconds = sized(bench, 60, 5);
  const startedAt = performance.now();
  await seedSessions(pool, company, sessions);
  const firstDueAt = new Date(Date.now() + GRACE_MS * 2 + sessions * LEAD_MS_PER_SESSION);
  await seedPulses(pool, sessions, firstDueAt);
  say(
    `seeded ${sessions.toLocaleString('en')} open sessions in ${Math.round((performance.now() - startedAt) / 1000)} s`,
  );
  if (Date.now() > firstDueAt.getTime() - GRACE_MS)
    throw new Error('seeding took longer than planned: sessions were due already');
  await startFieldhook(bench, 'worker', { DATABASE_URL: database.url, ...sink.settings });
  await delay(firstDueAt.getTime() + (WARM_UP_SECONDS + seconds) * 1_000 + GRACE_MS - Date.now());

  const from = WARM_UP_SECONDS * PER_SECOND;
  const delays = await findDelays(pool, firstDueAt, from, from + seconds * PER_SECOND);
  const decided = delays.filter((one) => one !== null);
  // Not decided by now, some seconds after the last was due: later than all others.
  const times = delays.map((one) => one ?? Infinity);
  const [p50Ms = 0, p99Ms = 0, maxMs = 0] = [0.5, 0.99, 1].map((share) => round(percentile(times, share), 0));
  const early = decided.filter((ms) => ms < 0).length;
  const received = await sink.ask({ ask: 'count' });
  say(`due ${delays.length}, decided ${decided.length}, before their time ${early}; delivered ${received}`);
  return {
    table: [
      ['from due to decided', 'ms', 'goal'],
      ['p50', p50Ms, ''],
      ['p99', p99Ms, GOAL_MS],
      ['most', maxMs, ''],
    ],
    figures: {
      sessions,
      perSecond: PER_SECOND,
      due: delays.length,
      decided: decided.length,
      early,
      p50Ms,
      p99Ms,
      maxMs,
    },
    isWhole: early === 0 && decided.length === delays.length,
    meetsGoals: p99Ms <= GOAL_MS,
  };
}

async function seedSessions(pool: Pool, { tenantId, schedulerId }: DemoTenant, count: number): Promise<void> {
  const client = await pool.connect();
  try {
    // What is made here is whole; checking a million foreign keys would take longer than everything else.
    await client.query('set session_replication_role = replica');
    await client.query(
      `insert into sessions (tenant_id, id, scheduler_id, secret_hash, created_at, modified_at, opened_at, zipcode_at,
         interacted_at, customer_at, last_step, is_bot, first_name, last_name, phone, contact_phone, street, city, state, zip,
         country, browser_name, browser_version, device_type, os_name, os_version, user_agent, landing_page_url, utm_source)
       select $1, 'sess_' || lpad(i::text, 24, '0'), $2, sha256(i::text::bytea), now(), now(), now(), now(), now(), now(),
         'Contact Info', false, 'Dana' || i % 400, 'Whitfield' || i % 250, '(310) ' || i, '+1310' || 5000000 + i,
         i % 9000 || ' Alder Street', 'Glendale', 'CA', '91203', 'US', 'Safari', '18.5', 'mobile', 'iOS', '18.5',
         'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1',
         'https://evergreen.example.com/ac-repair?utm_source=google', 'google'
       from generate_series(0, $3::int - 1) i`,
      [tenantId, schedulerId, count],
    );
    await client.query('set session_replication_role = default');
  } finally {
    client.release();
  }
  // As autovacuum does by itself after so many rows.
  await pool.query('vacuum (analyze) sessions');
}

// The order in which they fall due is not the order in which they lie on disk: 7919 has no divisor in common with any of the
// sizes, so this takes every number once.
const dueNumber = (count: string): string => `(i::bigint * 7919 % ${count})`;

async function seedPulses(pool: Pool, count: number, firstDueAt: Date): Promise<void> {
  // The scheduler of this company waits ten seconds after a visitor closed the page.
  await pool.query(
    `with pulse as (
      select s.tenant_id, s.id, $1::timestamptz + ${dueNumber('$2::int')} * interval '1 second' / $3::int as due_at
      from sessions s, lateral (select substr(s.id, 6)::int as i) as number
    )
    insert into session_pulses (tenant_id, session_id, sequence, last_checkin_at, last_input_at, hint, hinted_at, due_at)
    select p.tenant_id, p.id, 7, p.due_at - interval '30 seconds', p.due_at - interval '30 seconds', 'closed',
      p.due_at - interval '1 second' * c.closed_after_seconds, p.due_at
    from pulse p
    join sessions s on s.id = p.id
    join schedulers c on c.id = s.scheduler_id`,
    [firstDueAt, count, PER_SECOND],
  );
  await pool.query('vacuum (analyze) session_pulses');
}

/** Of those that fell due as number `from` to `to`, in milliseconds; null for those not decided. */
async function findDelays(
  pool: Pool,
  firstDueAt: Date,
  from: number,
  to: number,
): Promise<(number | null)[]> {
  const { rows } = await pool.query<{ delay_ms: number | null }>(
    `with total as (
      select count(*) as count from session_pulses
    )
    select case when p.due_at is null then extract(epoch from pg_xact_commit_timestamp(p.xmin)
      - ($1::timestamptz + ${dueNumber('total.count')} * interval '1 second' / $2::int))::float8 * 1000 end as delay_ms
    from total, session_pulses p, lateral (select substr(p.session_id, 6)::int as i) as number
    where ${dueNumber('total.count')} >= $3::int and ${dueNumber('total.count')} < $4::int`,
    [firstDueAt, PER_SECOND, from, to],
  );
  return rows.map((row) => row.delay_ms);
}
