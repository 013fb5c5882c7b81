import { expect, test } from 'vitest';
import { Lanes, type LaneShare } from './lanes.ts';
import type { Lane } from './list-lanes.ts';

const lane = (webhookId: string, tenantId: number): Lane => ({ webhookId, tenantId });
const lanesOf = (webhookId: string, count: number): Lane[] =>
  Array.from({ length: count }, (_, index) => lane(webhookId, index + 1));

function lanesOn(...found: Lane[]): Lanes {
  const lanes = new Lanes();
  lanes.add({ lanes: found, blocked: [], after: null });
  return lanes;
}

const give = (asked: readonly LaneShare[]): Lane[] =>
  asked.flatMap((one) => Array<Lane>(one.share).fill(one));
const names = (drawn: readonly LaneShare[]): string[] =>
  drawn.map(({ webhookId, tenantId, share }) => `${webhookId}${tenantId}:${share}`);

test('each webhook gets what it has room for, and its tenants share that alike', () => {
  const lanes = lanesOn(...lanesOf('a', 3), lane('b', 1));
  expect(names(lanes.draw(1_000, (webhookId) => (webhookId === 'a' ? 30 : 8)))).toEqual([
    'a1:10',
    'b1:8',
    'a2:10',
    'a3:10',
  ]);
});

test('a webhook without room is left out and keeps its turn', () => {
  const lanes = lanesOn(lane('a', 1), lane('b', 1));
  const drawn = lanes.draw(100, (webhookId) => (webhookId === 'a' ? 0 : 8));
  lanes.served(drawn, give(drawn));
  expect(names(lanes.draw(1, () => 8))).toEqual(['a1:1']);
});

test('with less to give than there are lanes, all are served in turn', () => {
  const lanes = lanesOn(...lanesOf('a', 5), ...lanesOf('b', 5), lane('c', 1));
  const amounts = new Map<string, number>();
  for (let round = 0; round < 40; round += 1) {
    const drawn = lanes.draw(8, () => 8);
    expect(drawn.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(8);
    lanes.served(drawn, give(drawn));
    for (const { webhookId, tenantId, share } of drawn) {
      const name = `${webhookId}${tenantId}`;
      amounts.set(name, (amounts.get(name) ?? 0) + share);
    }
  }
  expect(amounts.size).toBe(11);
  // The three webhooks alike, and the five tenants of one alike: each round gives 3, 3 and 2.
  for (const [name, given] of amounts) {
    const expected = name.startsWith('c') ? 320 / 3 : 320 / 15;
    expect(Math.abs(given - expected)).toBeLessThanOrEqual(3);
  }
});

test('a lane that had less than its share is empty, until a look finds it again', () => {
  const lanes = lanesOn(lane('a', 1), lane('a', 2));
  const drawn = lanes.draw(100, () => 8);
  lanes.served(drawn, [...give(drawn.slice(0, 1)), lane('a', 2)]);
  expect(names(lanes.draw(100, () => 8))).toEqual(['a1:8']);
  const last = lanes.draw(100, () => 8);
  lanes.served(last, []);
  expect(lanes.knows('a')).toBe(false);
  lanes.add({ lanes: [lane('a', 2)], blocked: [], after: null });
  expect(lanes.knows('a')).toBe(true);
});

test('what is remembered of a webhook with many tenants is forgotten when nothing waits for it any more', () => {
  const lanes = lanesOn(...lanesOf('a', 32));
  expect([...lanes.position.from]).toEqual([['a', 32]]);
  const drawn = lanes.draw(1_000, () => 1_000);
  lanes.served(drawn, give(drawn));
  expect(lanes.knows('a')).toBe(false);
  lanes.add({ lanes: [], blocked: [], after: lane('b', 1) });
  expect(lanes.position.from.size).toBe(1);
  lanes.add({ lanes: [], blocked: [], after: null });
  expect(lanes.position.from.size).toBe(0);
});

test('a webhook with more lanes than one look shows is looked at again as soon as those are served that were seen', () => {
  const lanes = lanesOn(...lanesOf('a', 32));
  expect(lanes.isCutShort).toBe(false);
  const some = lanes.draw(100, () => 100);
  lanes.served(some, give(some));
  expect(lanes.isCutShort).toBe(false);
  const others = lanes.draw(1_000, () => 1_000);
  lanes.served(others, []);
  expect(lanes.isCutShort).toBe(true);
  lanes.add({ lanes: [lane('a', 1), ...lanesOf('a', 63).slice(32)], blocked: [], after: null });
  expect(lanes.isCutShort).toBe(false);
  const next = lanes.draw(1_000, () => 1_000);
  lanes.served(next, give(next));
  expect(lanes.isCutShort).toBe(true);
  // That was the last of them, so it goes on with the first.
  lanes.add({ lanes: [lane('a', 1)], blocked: [], after: null });
  expect(lanes.isCutShort).toBe(true);
  lanes.add({ lanes: lanesOf('a', 32), blocked: [], after: null });
  const first = lanes.draw(1_000, () => 1_000);
  expect(first).toHaveLength(32);
  // Nothing is to be had any more: there is no hurry.
  lanes.served(first, []);
  expect(lanes.isCutShort).toBe(false);
});

test('there is no hurry to look again at one that may receive nothing meanwhile or has nothing left', () => {
  for (const blocked of [['a'], []]) {
    const lanes = lanesOn(...lanesOf('a', 32));
    const drawn = lanes.draw(1_000, () => 1_000);
    lanes.served(drawn, give(drawn));
    expect(lanes.isCutShort).toBe(true);
    lanes.add({ lanes: [], blocked, after: null });
    expect(lanes.isCutShort).toBe(false);
  }
});

test('where the next look at a webhook goes on is kept while nothing may be sent to it', () => {
  const lanes = lanesOn(...lanesOf('a', 32));
  lanes.add({ lanes: [], blocked: ['a'], after: null });
  expect([...lanes.position.from]).toEqual([['a', 32]]);
});
