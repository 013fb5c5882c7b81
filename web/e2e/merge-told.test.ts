import { expect, test } from 'vitest';
import type { DeliveryView } from '../../src/delivery-log/schema.ts';
import { countNew, mergeTold, type Wanted } from '../console/portal/app/deliveries/live/merge-told.ts';

const all: Wanted = { state: '', reason: '', from: '2026-11-01T00:00:00.000Z', until: undefined };

function delivery(id: string, given: Partial<DeliveryView> = {}): DeliveryView {
  return {
    id,
    eventId: id,
    eventType: 'tn.sp.session-completed',
    tenantId: 1,
    state: 'pending',
    reason: null,
    attempts: 0,
    nextAttemptAt: null,
    replaying: false,
    occurredAt: '2026-11-02T00:00:00.000Z',
    createdAt: '2026-11-02T00:00:00.000Z',
    finishedAt: null,
    lastAttempt: null,
    replayRefusal: null,
    ...given,
  };
}
const told = (...rows: DeliveryView[]) => new Map(rows.map((row) => [row.id, row]));
const idsOf = (pages: readonly { readonly data: readonly DeliveryView[] }[]) =>
  pages.map(({ data }) => data.map(({ id }) => id));

const pages = [
  { data: [delivery('9'), delivery('7')], nextCursor: '7' },
  { data: [delivery('5'), delivery('3')], nextCursor: '3' },
];

test('what is told replaces what was known, and what is new comes to its place, once', () => {
  const news = told(delivery('7', { state: 'delivered' }), delivery('8'), delivery('a'), delivery('4'));
  const merged = mergeTold(pages, news, all);
  expect(idsOf(merged)).toEqual([
    ['a', '9', '8', '7'],
    ['5', '4', '3'],
  ]);
  expect(merged[0]?.data[3]?.state).toBe('delivered');
  expect(idsOf(mergeTold(merged, news, all))).toEqual(idsOf(merged));
  expect([countNew(pages, news, all), countNew(merged, news, all)]).toEqual([3, 0]);
});

test('what lies beyond the pages that are loaded is left to them', () => {
  expect(idsOf(mergeTold(pages, told(delivery('2')), all))).toEqual([
    ['9', '7'],
    ['5', '3'],
  ]);
  const whole = pages.map((page, index) => (index === 1 ? { ...page, nextCursor: null } : page));
  expect(idsOf(mergeTold(whole, told(delivery('2')), all))[1]).toEqual(['5', '3', '2']);
});

test('what no longer fits the filter goes, and what does not fit does not come', () => {
  const pending = { ...all, state: 'pending' };
  const news = told(
    delivery('7', { state: 'failed', reason: 'retries_exhausted' }),
    delivery('8', { state: 'failed' }),
  );
  expect(idsOf(mergeTold(pages, news, pending))[0]).toEqual(['9']);
  expect(idsOf(mergeTold([{ data: [], nextCursor: null }], told(delivery('8')), pending))).toEqual([['8']]);
  const ended = { ...all, until: '2026-11-01T12:00:00.000Z' };
  expect(countNew(pages, told(delivery('8')), ended)).toBe(0);
});
