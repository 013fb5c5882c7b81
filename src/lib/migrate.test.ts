import { sql } from 'kysely';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { cloneDatabase, testStart, useDatabase } from '../../test/db.ts';
import { createSubscribed, deliveriesOf, publishEvents } from '../../test/deliveries.ts';
import { addSeconds } from './clock.ts';
import { type Database, openDatabase } from './db.ts';
import { newTimeOrderedId } from './ids.ts';
import { silentLog } from './log.ts';
import { ensurePartitions, findPendingMigrations, migrate, SchemaError } from './migrate.ts';

const database = useDatabase();

async function emptyDatabase(): Promise<string> {
  const url = new URL(inject('serverUrl'));
  url.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  const name = `empty_${newTimeOrderedId(new Date()).replaceAll('-', '')}`;
  await admin.query(`create database ${name}`);
  onTestFinished(async () => {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });
  url.pathname = `/${name}`;
  return url.href;
}

function open(url: string): Database {
  const opened = openDatabase({ url, poolSize: 2, log: silentLog, asOwner: true });
  onTestFinished(() => opened.close());
  return opened;
}

test('eight processes that start on an empty database migrate it once, and then it is up to date', async () => {
  const url = await emptyDatabase();
  const all = Array.from({ length: 8 }, () => open(url));
  const ran = await Promise.all(all.map(({ db }) => migrate(db)));
  const [first] = all;
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
    first!.db,
  );
  expect(applied.rows.length).toBeGreaterThanOrEqual(4);
  expect(ran.flat().toSorted()).toEqual(applied.rows.map(({ name }) => name));
  expect(await findPendingMigrations(first!.db)).toEqual([]);
  expect(await migrate(first!.db)).toEqual([]);
});

test('an empty database lacks every migration, in order', async () => {
  const { db } = open(await emptyDatabase());
  const pending = await findPendingMigrations(db);
  expect(pending[0]).toBe('0001_tenants');
  expect(pending).toEqual(pending.toSorted());
});

test('a schema that is newer than the program is refused and left alone', async () => {
  const { url, drop } = await cloneDatabase();
  onTestFinished(drop);
  const { db } = open(url);
  await sql`insert into kysely_migration (name, timestamp) values ('9999_future', '2030-01-01')`.execute(db);
  await expect(findPendingMigrations(db)).rejects.toThrow(SchemaError);
  await expect(migrate(db)).rejects.toThrow('newer than this program (it has 9999_future)');
  const { rows } = await sql`select name from kysely_migration where name = '9999_future'`.execute(db);
  expect(rows).toHaveLength(1);
});

test('partitions reach from yesterday to two weeks ahead, and making them again makes none', async () => {
  const { db } = database.current;
  const now = new Date('2027-03-13T23:59:59.999Z');
  expect(await ensurePartitions(db, now)).toBe(16 * 3);
  expect(await ensurePartitions(db, now)).toBe(0);
  expect(await ensurePartitions(db, addSeconds(now, 0.001))).toBe(3);
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relname ~ '^events_2027[0-9]+$' order by relname`.execute(db);
  expect([rows[0]?.name, rows.at(-1)?.name]).toEqual(['events_20270312', 'events_20270328']);
});

test('eight connections that make the same partitions at once succeed, whatever is written meanwhile', async () => {
  const { db } = database.current;
  const { tenantId } = await createSubscribed(db, 'https://a.example/');
  const now = new Date('2028-02-28T12:00:00Z');
  const writing = publishEvents(db, { tenantId }, testStart, 40);
  const made = await Promise.all(Array.from({ length: 8 }, () => ensurePartitions(db, now)));
  await writing;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_class where relname ~ '^(events|deliveries|attempts)_2028' and relkind = 'r'
    `.execute(db);
  expect(rows[0]?.count).toBe(48);
  expect(Math.max(...made)).toBe(48);
});

test('an event, its deliveries and their attempts lie in the partition of the event’s day, to the millisecond', async () => {
  const { db, pool } = database.current;
  await ensurePartitions(db, new Date('2026-11-01T00:00:00Z'));
  const { tenantId } = await createSubscribed(db, 'https://a.example/');
  const midnight = new Date('2026-11-01T00:00:00.000Z');
  for (const [at, day] of [
    [addSeconds(midnight, -0.001), '20261031'],
    [midnight, '20261101'],
    [addSeconds(midnight, 86_399.999), '20261101'],
    [addSeconds(midnight, 86_400), '20261102'],
  ] as const) {
    const [eventId] = await publishEvents(db, { tenantId }, at);
    const { rows } = await pool.query<{ events: string; deliveries: string }>(
      `select e.tableoid::regclass::text as events, d.tableoid::regclass::text as deliveries
       from events e join deliveries d on d.tenant_id = e.tenant_id and d.event_id = e.id where e.id = $1`,
      [eventId],
    );
    expect(rows).toEqual([{ events: `events_${day}`, deliveries: `deliveries_${day}` }]);
    const delivery = (await deliveriesOf(db, tenantId)).find((row) => row.event_id === eventId);
    expect(delivery?.id.slice(0, 14)).toBe(`${eventId?.slice(0, 13)}-`);
  }
});

test('a lookup by id looks into one partition', async () => {
  const { pool } = database.current;
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
    `explain select * from deliveries where tenant_id = 1 and id = '${newTimeOrderedId(testStart)}'`,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan.match(/deliveries_\d{8}/g)?.every((name) => name === 'deliveries_20260714')).toBe(true);
});
