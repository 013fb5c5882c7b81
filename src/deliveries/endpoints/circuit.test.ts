import { expect, test } from 'vitest';
import { addSeconds } from '../../lib/clock.ts';
import {
  type Health,
  healthy,
  judgeHealth,
  nothingSeen,
  PROBE_SECONDS,
  type Report,
  WEIGHT_TO_OPEN,
} from './circuit.ts';

const now = new Date('2026-07-13T09:00:00Z');
const at = (seconds: number): Date => addSeconds(now, seconds);

const report = (given: Partial<Report>): Report => ({ ...nothingSeen, ...given });

const failed = (failures: number, firstAt: Date, weight = failures): Report =>
  report({
    failures,
    failureWeight: weight,
    firstFailedAt: firstAt,
    lastFailedAt: firstAt,
    lastFailureBeganAt: firstAt,
    lastError: 'unexpected_status',
  });

const opened = (): Health => judgeHealth(healthy, failed(WEIGHT_TO_OPEN, now), now);
/** As takeProbes makes it. */
const probed = (health: Health, takenAt: Date): Health => ({
  ...health,
  circuit: 'half_open',
  probeAt: addSeconds(takenAt, PROBE_SECONDS),
});

test('failures in a row add up over reports, and open the circuit when they weigh enough', () => {
  const almost = judgeHealth(healthy, failed(WEIGHT_TO_OPEN - 1, now), now);
  expect(almost).toMatchObject({
    circuit: 'closed',
    failureWeight: 19,
    failingSince: now,
    failedAttempts: 19,
  });
  expect(judgeHealth(almost, failed(1, at(100)), at(100))).toMatchObject({
    circuit: 'open',
    openedAt: at(100),
    probeAt: at(110),
    failingSince: now,
    failedAttempts: 20,
    lastError: 'unexpected_status',
  });
});

test('one delivery with its whole standard schedule never opens a circuit', () => {
  expect(judgeHealth(healthy, failed(5, now), now).circuit).toBe('closed');
});

test('five timeouts are enough', () => {
  expect(judgeHealth(healthy, failed(5, now, 20), now).circuit).toBe('open');
});

test('a success in between starts the count anew, and the failures after it are what counts', () => {
  const before = judgeHealth(healthy, failed(15, now), now);
  const after = judgeHealth(before, { ...failed(10, at(60)), succeededAt: at(59) }, at(61));
  expect(after).toMatchObject({
    circuit: 'closed',
    failureWeight: 10,
    failingSince: at(60),
    failedAttempts: 10,
    lastSuccessAt: at(59),
  });
});

test('a failed probe opens the circuit again and doubles the wait, up to five minutes', () => {
  let health = opened();
  const waits: number[] = [];
  for (let probe = 0; probe < 7; probe += 1) {
    const beganAt = health.probeAt ?? now;
    health = judgeHealth(probed(health, beganAt), failed(1, beganAt), addSeconds(beganAt, 1));
    expect(health).toMatchObject({ circuit: 'open', openedAt: now, failedProbes: probe + 1 });
    waits.push(((health.probeAt?.getTime() ?? 0) - beganAt.getTime()) / 1000 - 1);
  }
  expect(waits).toEqual([20, 40, 80, 160, 300, 300, 300]);
});

test('what had begun before the probe was taken is none, however late it fails', () => {
  for (const health of [opened(), probed(opened(), at(10))]) {
    const late = judgeHealth(health, { ...failed(3, at(14)), lastFailureBeganAt: at(9.999) }, at(15));
    const { circuit, probeAt } = health;
    expect(late).toMatchObject({ circuit, probeAt, failedProbes: 0, failedAttempts: 23 });
  }
});

test('the first success closes the circuit and forgets since when it failed', () => {
  for (const health of [opened(), probed(opened(), at(29))]) {
    expect(judgeHealth(health, report({ succeededAt: at(30) }), at(30))).toEqual({
      ...healthy,
      lastSuccessAt: at(30),
      lastFailureAt: now,
      lastError: 'unexpected_status',
    });
  }
});

test('a replay that fails counts for nothing, but as the probe that it was', () => {
  const replayed = report({ lastFailureBeganAt: at(11) });
  expect(judgeHealth(healthy, replayed, at(12))).toEqual(healthy);
  expect(judgeHealth(probed(opened(), at(11)), replayed, at(12))).toMatchObject({
    circuit: 'open',
    failedProbes: 1,
    probeAt: at(32),
    failedAttempts: WEIGHT_TO_OPEN,
  });
});

test('of two waits that were asked for, the longer one holds', () => {
  const first = judgeHealth(healthy, report({ throttledUntil: at(30) }), now);
  expect(judgeHealth(first, report({ throttledUntil: at(10) }), now).throttledUntil).toEqual(at(30));
  expect(judgeHealth(first, report({ throttledUntil: at(50) }), now).throttledUntil).toEqual(at(50));
});
