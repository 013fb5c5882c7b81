import { addSeconds } from '../lib/clock.ts';

/** The signs of life of one session. */
export interface Pulse {
  /** Highest number seen; saves, heartbeats, hints and the completion share it. */
  readonly sequence: number;
  readonly lastCheckinAt: Date;
  readonly lastInputAt: Date;
  readonly hint: 'hidden' | 'closed' | null;
  readonly hintedAt: Date | null;
}

/** After how long without a sign of life a session counts as abandoned; set per scheduler. */
export interface Thresholds {
  readonly closedAfterSeconds: number;
  readonly hiddenAfterSeconds: number;
  readonly silentAfterSeconds: number;
  readonly idleAfterSeconds: number;
}

export type Sign = 'input' | 'heartbeat' | 'resumed' | 'hidden' | 'closed';

export type AbandonmentCause = 'closed' | 'hidden' | 'silent' | 'idle';

/**
 * What a call with a sequence number does to the pulse; undefined when the number is not above the last one, so that late
 * and repeated calls change nothing.
 */
export function feel(pulse: Pulse, sign: Sign, sequence: number, now: Date): Pulse | undefined {
  if (sequence <= pulse.sequence) return undefined;
  switch (sign) {
    case 'hidden':
      // A browser that closes a page reports it hidden as well, in either order: hidden never takes back closed.
      return pulse.hint === null
        ? { ...pulse, sequence, hint: 'hidden', hintedAt: now }
        : { ...pulse, sequence };
    case 'closed':
      return pulse.hint === 'closed'
        ? { ...pulse, sequence }
        : { ...pulse, sequence, hint: 'closed', hintedAt: now };
    case 'input':
      return { sequence, lastCheckinAt: now, lastInputAt: now, hint: null, hintedAt: null };
    case 'heartbeat':
    case 'resumed':
      // Coming back is a sign of interest: the time away must not count as visible without input.
      return {
        sequence,
        lastCheckinAt: now,
        lastInputAt: pulse.hint === null ? pulse.lastInputAt : now,
        hint: null,
        hintedAt: null,
      };
  }
}

/** When the session counts as abandoned unless something is heard before, and why. */
export function dueOf(pulse: Pulse, thresholds: Thresholds): { at: Date; cause: AbandonmentCause } {
  if (pulse.hintedAt !== null && pulse.hint !== null) {
    const seconds = pulse.hint === 'closed' ? thresholds.closedAfterSeconds : thresholds.hiddenAfterSeconds;
    return { at: addSeconds(pulse.hintedAt, seconds), cause: pulse.hint };
  }
  const silentAt = addSeconds(pulse.lastCheckinAt, thresholds.silentAfterSeconds);
  const idleAt = addSeconds(pulse.lastInputAt, thresholds.idleAfterSeconds);
  return silentAt <= idleAt ? { at: silentAt, cause: 'silent' } : { at: idleAt, cause: 'idle' };
}
