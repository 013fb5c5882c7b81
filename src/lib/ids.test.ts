import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import {
  hashSecret,
  instantOfId,
  newAppKey,
  newBrandId,
  newDataApiKey,
  newSchedulerId,
  newSecret,
  newSessionId,
  newTimeOrderedId,
  secretMatches,
} from './ids.ts';

const database = useDatabase(1);

test('generated ids have the shapes that consumers know', () => {
  expect(newBrandId()).toMatch(/^brand_[a-z0-9]{24}$/);
  expect(newSchedulerId()).toMatch(/^sched_[a-z0-9]{24}$/);
  expect(newSessionId()).toMatch(/^sess_[a-z0-9]{24}$/);
  expect(newDataApiKey()).toMatch(/^[a-z0-9]{24}$/);
  expect(newAppKey()).toMatch(/^ak1\.[a-z0-9]{32}$/);
  expect(newSecret('cs2.')).toMatch(/^cs2\.[A-Za-z0-9]{32}$/);
});

test('time-ordered ids are UUIDs of version 7 that begin with their instant and sort by it', () => {
  const instants = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, instants, (a, b) => {
      const [idA, idB] = [newTimeOrderedId(a), newTimeOrderedId(b)];
      expect(idA).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(idA.replaceAll('-', '').slice(0, 12), 16)).toBe(a.getTime());
      expect(instantOfId(idA)).toEqual(a);
      if (a < b) expect(idA < idB).toBe(true);
    }),
  );
});

test('ids of one instant differ', () => {
  const at = new Date();
  expect(new Set(Array.from({ length: 10_000 }, () => newTimeOrderedId(at))).size).toBe(10_000);
});

test('an id is never below the lowest id of its instant, as the database reckons it', async () => {
  const { pool } = database.current;
  for (const text of ['1970-01-01T00:00:00.000Z', '2026-07-14T00:00:00.000Z', '2026-07-14T15:00:00.123Z']) {
    const at = new Date(text);
    const { rows } = await pool.query<{ isInside: boolean }>(
      `select $1::uuid >= uuid_floor($2) and $1::uuid < uuid_floor($2::timestamptz + interval '1 ms') as "isInside"`,
      [newTimeOrderedId(at), at],
    );
    expect([text, rows[0]?.isInside]).toEqual([text, true]);
  }
});

test('the delivery of an event to a webhook has one id, a UUIDv7 of the event’s millisecond', async () => {
  const { pool } = database.current;
  const event = newTimeOrderedId(new Date());
  const [a, b] = [newTimeOrderedId(new Date()), newTimeOrderedId(new Date())];
  const { rows } = await pool.query<{ a: string; again: string; b: string }>(
    'select delivery_id_for($1, $2) as a, delivery_id_for($1, $2) as again, delivery_id_for($1, $3) as b',
    [event, a, b],
  );
  const ids = rows[0]!;
  expect(ids.a).toBe(ids.again);
  expect(ids.a).not.toBe(ids.b);
  expect(ids.a.slice(0, 13)).toBe(event.slice(0, 13));
  expect(ids.a).toMatch(/^[0-9a-f-]{14}7[0-9a-f]{3}-[89ab]/);
});

test('a secret matches its hash and nothing else does', () => {
  const secret = newSecret('s.');
  const hash = hashSecret(secret);
  expect(secretMatches(secret, hash)).toBe(true);
  for (const other of ['', secret.slice(0, -1), `${secret} `, secret.toUpperCase()])
    expect(secretMatches(other, hash)).toBe(false);
});
