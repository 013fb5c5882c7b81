import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testStart, useDatabase } from '../../test/db.ts';
import { createSubscribed } from '../../test/deliveries.ts';
import { createTenant } from '../../test/factories.ts';
import { consentSince } from '../../test/feed.ts';
import { until } from '../../test/fieldhook-process.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ensurePartitions } from '../lib/migrate.ts';
import { beginning } from './cursor.ts';
import { readInOrder, windowQuery } from './queries.ts';
import { readFeed } from './read-feed.ts';

const database = useDatabase();

/** Events of the tenant over these days before the test's start, in transactions of at most 1,000. */
async function fill(db: Db, tenantId: number, count: number, [from, to]: [number, number]): Promise<void> {
  for (let start = 0; start < count; start += 1_000) {
    await sql`
      insert into events (tenant_id, id, type, session_id, occurred_at, body)
      select ${tenantId}, encode(
          overlay(uuid_send(uuid_floor(at)) placing substring(uuid_send(gen_random_uuid()) from 9) from 9 for 8), 'hex'
        )::uuid, 'tn.sp.session-completed', 'sess', at, '"type":"tn.sp.session-completed"}'
      from (
        select ${testStart}::timestamptz
          + make_interval(secs => (${from} + (${to - from}::float8 * (${start} + i)) / ${count}) * 86400) as at
        from generate_series(0, ${Math.min(1_000, count) - 1}::integer) as i
      ) as times`.execute(db);
  }
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly Plans?: readonly Plan[];
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

test('among many events of others, each look is short, by the index of the commit order, and gets on', async () => {
  const { db } = database.current;
  for (let days = -30; days <= 0; days += 5) await ensurePartitions(db, addSeconds(testStart, days * 86_400));
  const other = await createTenant(db);
  const scene = await createSubscribed(db, 'https://crm.example.com/hooks');
  await consentSince(db, scene, addSeconds(testStart, -60 * 86_400));
  await fill(db, other.tenantId, 5_000, [-30, -15]);
  await fill(db, scene.tenantId, 2, [-15, -14]);
  await fill(db, other.tenantId, 5_000, [-15, 0]);
  await sql`analyze events`.execute(db);

  const wanted = { appIds: [scene.appId], limit: 100 };
  const query = windowQuery({
    ...wanted,
    after: beginning,
    windowSize: 250,
    from: addSeconds(testStart, -40 * 86_400),
    to: addSeconds(testStart, 86_400),
  });
  const { rows } = await db.transaction().execute(async (trx) => {
    await readInOrder(trx);
    return sql<{ 'QUERY PLAN': [{ Plan: Plan }] }>`explain (analyze, format json) ${query}`.execute(trx);
  });
  const nodes = nodesOf(rows[0]!['QUERY PLAN'][0].Plan);
  const scans = nodes.filter(
    (node) => /^events_\d{8}$/.test(node['Relation Name'] ?? '') && node['Actual Loops'] !== 0,
  );
  expect(scans.length).toBeGreaterThan(30);
  expect(new Set(scans.map((scan) => scan['Node Type']))).toEqual(new Set(['Index Scan']));
  expect(scans.every((scan) => /tx_id_sequence|pkey/.test(scan['Index Name'] ?? ''))).toBe(true);
  // One more of each partition than is taken: the merge has to look at the next.
  const read = scans.reduce((sum, scan) => sum + (scan['Actual Rows'] ?? 0), 0);
  expect(read).toBeLessThan(350);

  // The list ends before the oldest transaction that is still running, and other tests of the same server run some. A reader who got there
  // looks back for a day alone, which is enough for what happens when it is written, as these events did not.
  await until(async () => {
    const seen = await sql<{ all: boolean }>`
      select bool_and(tx_id < pg_snapshot_xmin(pg_current_snapshot())) as all from events`.execute(db);
    return seen.rows[0]?.all === true;
  });
  let [after, found, calls, hasMore] = [beginning, 0, 0, true];
  while (hasMore) {
    const page = await readFeed(db, { ...wanted, after }, testStart, { windowSize: 250, maxWindows: 4 });
    calls += 1;
    expect(
      page.next.transaction > after.transaction || page.next.sequence > after.sequence || !page.hasMore,
    ).toBe(true);
    ({ next: after, hasMore } = page);
    found += page.rows.length;
  }
  expect(found).toBe(2);
  expect(calls).toBeGreaterThanOrEqual(10);
});
