import { addSeconds } from '../../lib/clock.ts';
import type { SealedSecrets } from '../signing/open-secrets.ts';

/** `open`: nothing is sent; `half_open`: nothing but the one delivery that a process is trying. */
export type Circuit = 'closed' | 'open' | 'half_open';

/** What all workers together know of an endpoint. */
export interface Health {
  readonly circuit: Circuit;
  readonly openedAt: Date | null;
  /** Open: when one delivery may be tried. Half open: when another may try one, should whoever took the probe have died. */
  readonly probeAt: Date | null;
  readonly failedProbes: number;
  /** Failures in a row, what made us wait for nothing counted several times. */
  readonly failureWeight: number;
  readonly throttledUntil: Date | null;
  /** Since when there was nothing but failures. */
  readonly failingSince: Date | null;
  readonly failedAttempts: number;
  readonly warnedDays: number;
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  readonly lastError: string | null;
}

/** What one worker saw of an endpoint since it last told: the last success, and the failures after it. */
export interface Report {
  readonly succeededAt: Date | null;
  /** What signed the success. */
  readonly signedBy?: Pick<SealedSecrets, 'signingKeys' | 'keyPairs'> | undefined;
  readonly failures: number;
  readonly failureWeight: number;
  readonly firstFailedAt: Date | null;
  readonly lastFailedAt: Date | null;
  readonly lastError: string | null;
  /** When the attempt began that failed last, a replay included: it may have been a probe. */
  readonly lastFailureBeganAt: Date | null;
  readonly throttledUntil: Date | null;
}

/** The report of an endpoint of which nothing is known. */
export const nothingSeen: Report = {
  succeededAt: null,
  failures: 0,
  failureWeight: 0,
  firstFailedAt: null,
  lastFailedAt: null,
  lastError: null,
  lastFailureBeganAt: null,
  throttledUntil: null,
};

export const healthy: Health = {
  circuit: 'closed',
  openedAt: null,
  probeAt: null,
  failedProbes: 0,
  failureWeight: 0,
  throttledUntil: null,
  failingSince: null,
  failedAttempts: 0,
  warnedDays: 0,
  lastSuccessAt: null,
  lastFailureAt: null,
  lastError: null,
};

/** So many that one delivery with its whole standard schedule never opens the circuit alone. */
export const WEIGHT_TO_OPEN = 20;
/** A timeout holds a connection for up to 15 s; five of them are enough. */
export const TIMEOUT_WEIGHT = 4;
/** If whoever took a probe dies, another may after this long: an attempt may take 15 s. */
export const PROBE_SECONDS = 30;
const FIRST_PROBE_SECONDS = 10;
const LONGEST_PROBE_SECONDS = 300;

/**
 * What an endpoint's health is after a report. The circuit opens when failures in a row weigh enough, whatever time they took;
 * from then on one delivery is tried after 10 s, doubling to 5 min. Whoever takes that probe makes the circuit half open (health.ts);
 * its failure opens it again, and the first success closes it.
 */
export function judgeHealth(before: Health, report: Report, now: Date): Health {
  const base = report.succeededAt === null ? before : recovered(before, report.succeededAt);
  const failed = addFailures(base, report);
  const throttled = { ...failed, throttledUntil: latest(failed.throttledUntil, report.throttledUntil) };
  if (throttled.circuit === 'closed') {
    const opens = report.failures > 0 && throttled.failureWeight >= WEIGHT_TO_OPEN;
    return opens ? { ...throttled, circuit: 'open', openedAt: now, probeAt: probeAfter(now, 0) } : throttled;
  }
  if (!isOfProbe(throttled, report)) return throttled;
  const failedProbes = throttled.failedProbes + 1;
  return { ...throttled, circuit: 'open', failedProbes, probeAt: probeAfter(now, failedProbes) };
}

/** What had begun before the probe was taken is none, however late it fails. */
function isOfProbe({ circuit, probeAt }: Health, { lastFailureBeganAt }: Report): boolean {
  if (circuit !== 'half_open' || probeAt === null || lastFailureBeganAt === null) return false;
  return lastFailureBeganAt >= addSeconds(probeAt, -PROBE_SECONDS);
}

function recovered(before: Health, succeededAt: Date): Health {
  return {
    ...healthy,
    lastSuccessAt: latest(before.lastSuccessAt, succeededAt),
    lastFailureAt: before.lastFailureAt,
    lastError: before.lastError,
  };
}

function addFailures(before: Health, report: Report): Health {
  if (report.failures === 0) return before;
  return {
    ...before,
    failureWeight: before.failureWeight + report.failureWeight,
    failingSince: before.failingSince ?? report.firstFailedAt,
    failedAttempts: before.failedAttempts + report.failures,
    lastFailureAt: latest(before.lastFailureAt, report.lastFailedAt),
    lastError: report.lastError ?? before.lastError,
  };
}

function probeAfter(now: Date, failedProbes: number): Date {
  return addSeconds(now, Math.min(FIRST_PROBE_SECONDS * 2 ** failedProbes, LONGEST_PROBE_SECONDS));
}

function latest(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
