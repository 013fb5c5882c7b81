import { expect, test } from 'vitest';
import { testStart } from '../../test/test-start.ts';
import { daysAfter, type Failing, judgeFailing, type Verdict } from './failing.ts';

const after = (days: number) => daysAfter(testStart, days);
const JUST_BEFORE = -1 / 86_400;

/** Failing since the start of the test, with a failure a moment ago. */
const judge = (days: number, given: Partial<Failing> = {}): Verdict =>
  judgeFailing(
    { failingSince: testStart, failedAttempts: 20, lastFailureAt: after(days), warnedDays: 0, ...given },
    after(days),
  );

test.each<[string, number, Partial<Failing>, Verdict]>([
  ['less than a day', 1 + JUST_BEFORE, {}, { kind: 'wait' }],
  ['a day', 1, {}, { kind: 'warn', days: 1 }],
  ['a day with a single failure', 1, { failedAttempts: 1 }, { kind: 'warn', days: 1 }],
  ['a day with nothing to receive since', 1, { lastFailureAt: testStart }, { kind: 'warn', days: 1 }],
  ['a day and warned', 2, { warnedDays: 1 }, { kind: 'wait' }],
  ['3 days and warned of the first', 3, { warnedDays: 1 }, { kind: 'warn', days: 3 }],
  ['3 days and never warned: once, of the third', 3, {}, { kind: 'warn', days: 3 }],
  ['almost 5 days', 5 + JUST_BEFORE, { warnedDays: 3 }, { kind: 'wait' }],
  ['5 days', 5, { warnedDays: 3 }, { kind: 'disable' }],
  ['5 days and 19 attempts', 5, { warnedDays: 3, failedAttempts: 19 }, { kind: 'wait' }],
  [
    '10 days without a failure after the fifth',
    10,
    { warnedDays: 3, lastFailureAt: after(4.9) },
    { kind: 'wait' },
  ],
  ['10 days with one on the sixth', 10, { warnedDays: 3, lastFailureAt: after(5.1) }, { kind: 'disable' }],
])('%s', (_what, days, given, verdict) => {
  expect(judge(days, given)).toEqual(verdict);
});
