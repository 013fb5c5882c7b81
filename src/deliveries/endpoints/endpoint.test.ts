import { expect, test } from 'vitest';
import { Endpoint, FIRST_LIMIT } from './endpoint.ts';
import type { Signal } from '../outcome.ts';

const load = { total: 256, sending: 0 };

/** Starts as many POSTs as it may, ends them all alike, and returns how many they were. */
function round(endpoint: Endpoint, signal: Signal | null, nowMs = 0): number {
  let begun = 0;
  while (endpoint.mayStart({ total: load.total, sending: endpoint.sending })) {
    endpoint.began();
    begun += 1;
  }
  for (let index = 0; index < begun; index += 1) endpoint.ended(signal, nowMs, nowMs + 1);
  return begun;
}

test('the limit doubles with every round of successes, up to half of the connections', () => {
  const endpoint = new Endpoint('w');
  expect(keepFull(endpoint)).toBe(FIRST_LIMIT);
  for (let index = 1; index < 8; index += 1) keepFull(endpoint);
  expect(keepFull(endpoint)).toBe(2 * FIRST_LIMIT);
  let most = 0;
  for (let index = 0; index < 400; index += 1) most = Math.max(most, keepFull(endpoint));
  expect(most).toBe(128);
});

/** As under a full queue: one ends, the next begins. */
function keepFull(endpoint: Endpoint, tookMs = 1): number {
  while (endpoint.mayStart({ total: load.total, sending: endpoint.sending })) endpoint.began();
  const most = endpoint.sending;
  endpoint.ended('success', 0, tookMs);
  return most;
}

test('it does not grow while answers take much longer than the fastest did: more would only wait', () => {
  const endpoint = new Endpoint('w');
  keepFull(endpoint, 10);
  const before = keepFull(endpoint, 100);
  for (let index = 0; index < 100; index += 1) keepFull(endpoint, 100);
  expect(keepFull(endpoint, 100)).toBe(before);
  // The fastest is not remembered for ever.
  for (let index = 0; index < 5_000; index += 1) keepFull(endpoint, 100);
  expect(keepFull(endpoint, 100)).toBeGreaterThan(before);
});

test('a throttled endpoint is halved once a round, down to one, and grows slowly afterwards', () => {
  const endpoint = new Endpoint('w');
  expect(round(endpoint, 'throttle', 10)).toBe(8);
  expect(round(endpoint, 'throttle', 20)).toBe(4);
  expect(round(endpoint, 'throttle', 30)).toBe(2);
  expect(round(endpoint, 'throttle', 40)).toBe(1);
  expect(round(endpoint, 'throttle', 50)).toBe(1);
  const successes = Array.from({ length: 5 }, (_, index) => round(endpoint, 'success', 60 + index));
  expect(successes).toEqual([1, 2, 2, 2, 3]);
});

test('failures that say nothing of its load leave the limit alone', () => {
  const endpoint = new Endpoint('w');
  for (const signal of ['failure', 'none', 'gone', null] as const) expect(round(endpoint, signal)).toBe(8);
});

test('no endpoint gets more connections than are left for the others', () => {
  const endpoint = new Endpoint('w');
  for (let index = 0; index < 400; index += 1) keepFull(endpoint);
  while (endpoint.sending > 0) endpoint.ended('success', 0, 1);
  const others = 200;
  let begun = 0;
  while (endpoint.mayStart({ total: 256, sending: others + begun })) {
    endpoint.began();
    begun += 1;
  }
  expect(begun).toBe(28);
});

test('a blocked endpoint has no room, and a probe is a single delivery', () => {
  const endpoint = new Endpoint('w');
  endpoint.block();
  expect(endpoint.roomFor(load)).toBe(0);
  expect(endpoint.mayStart(load)).toBe(false);
  endpoint.probe();
  expect(endpoint.roomFor(load)).toBe(1);
  expect(endpoint.mayStart(load)).toBe(true);
  endpoint.began();
  expect(endpoint.mayStart(load)).toBe(false);
  expect(endpoint.roomFor(load)).toBe(0);
});

test('a probe that was withheld was none; one that failed is over', () => {
  const endpoint = new Endpoint('w');
  endpoint.probe();
  endpoint.began();
  endpoint.ended(null, 0, 1);
  expect(endpoint.roomFor(load)).toBe(1);
  endpoint.began();
  endpoint.ended('failure', 1, 2);
  expect(endpoint.roomFor(load)).toBe(0);
});

test('a quick endpoint is claimed ahead for, a slow one is not', () => {
  const endpoint = new Endpoint('w');
  for (let index = 0; index < 100; index += 1) {
    endpoint.began();
    endpoint.ended('failure', 0, 1);
  }
  endpoint.planAhead(150);
  expect(endpoint.roomFor(load)).toBe(FIRST_LIMIT + 100);
  endpoint.planAhead(50);
  expect(endpoint.roomFor(load)).toBe(FIRST_LIMIT);
});

test('what is born is taken at once unless something waits, nothing may be sent, or there is no room', () => {
  const endpoint = new Endpoint('w');
  expect(endpoint.takesNewborn(load)).toBe(true);
  endpoint.hasMore = true;
  expect(endpoint.takesNewborn(load)).toBe(false);
  endpoint.hasMore = false;
  endpoint.ratePerSecond = 1;
  expect(endpoint.takesNewborn(load)).toBe(false);
  endpoint.ratePerSecond = null;
  for (let index = 0; index < FIRST_LIMIT; index += 1) endpoint.began();
  expect(endpoint.takesNewborn(load)).toBe(false);
  endpoint.ended('success', 0, 1);
  expect(endpoint.takesNewborn(load)).toBe(true);
  endpoint.block();
  endpoint.probe();
  expect(endpoint.takesNewborn(load)).toBe(false);
});
