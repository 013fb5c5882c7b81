import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSeconds } from '../lib/clock.ts';
import { dueOf, feel, type Pulse, type Sign, type Thresholds } from './pulse.ts';
import { qualify } from './qualification.ts';

const start = new Date('2026-07-14T15:00:00.000Z');
const usual: Thresholds = {
  closedAfterSeconds: 45,
  hiddenAfterSeconds: 300,
  silentAfterSeconds: 600,
  idleAfterSeconds: 1800,
};
const opened: Pulse = { sequence: 0, lastCheckinAt: start, lastInputAt: start, hint: null, hintedAt: null };

const sign = fc.constantFrom<Sign>('input', 'heartbeat', 'resumed', 'hidden', 'closed');
const call = fc.record({ sign, sequence: fc.integer({ min: 1, max: 12 }) });

describe('the pulse', () => {
  test('is moved by rising numbers only, whatever else arrives between them', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
        let [pulse, highest] = [opened, 0];
        for (const [index, { sign: kind, sequence }] of calls.entries()) {
          const felt = feel(pulse, kind, sequence, addSeconds(start, index));
          expect(felt === undefined).toBe(sequence <= highest);
          highest = Math.max(highest, sequence);
          pulse = felt ?? pulse;
          expect(pulse.sequence).toBe(highest);
          expect(pulse.hint === null).toBe(pulse.hintedAt === null);
        }
      }),
    );
  });

  test('is never due before the hint it carries was given, and hidden never relaxes closed', () => {
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), (signs) => {
        let pulse = opened;
        for (const [index, kind] of signs.entries()) {
          const [now, before] = [addSeconds(start, index), pulse];
          pulse = feel(pulse, kind, index + 1, now) as Pulse;
          if (kind === 'hidden' && before.hint === 'closed') {
            expect(dueOf(pulse, usual)).toEqual(dueOf(before, usual));
          }
          if (kind === 'closed') expect(dueOf(pulse, usual).cause).toBe('closed');
          if (pulse.hintedAt !== null) expect(pulse.hintedAt <= now).toBe(true);
        }
      }),
    );
  });

  test('does not count the time away as time visible without input', () => {
    const hidden = feel(opened, 'hidden', 1, addSeconds(start, 1_700)) as Pulse;
    for (const back of ['resumed', 'heartbeat'] as const) {
      const pulse = feel(hidden, back, 2, addSeconds(start, 1_990)) as Pulse;
      expect(dueOf(pulse, usual)).toEqual({ at: addSeconds(start, 1_990 + 600), cause: 'silent' });
    }
    const watching = feel(opened, 'heartbeat', 1, addSeconds(start, 1_500)) as Pulse;
    expect(watching.lastInputAt).toEqual(start);
  });

  test('is due by whichever of silence and idleness comes first', () => {
    expect(dueOf(opened, usual)).toEqual({ at: addSeconds(start, 600), cause: 'silent' });
    const watching = { ...opened, lastCheckinAt: addSeconds(start, 1_500) };
    expect(dueOf(watching, usual)).toEqual({ at: addSeconds(start, 1_800), cause: 'idle' });
  });
});

test('only a contact of a person on an ordinary scheduler that did not just book qualifies', () => {
  const candidate = fc.record({
    contactPhone: fc.constantFrom(null, '+13105550142'),
    contactEmail: fc.constantFrom(null, 'dana@example.com'),
    isBot: fc.boolean(),
    isTest: fc.boolean(),
    schedulerMode: fc.constantFrom('Standard', 'Call_Center'),
    recentlyBooked: fc.boolean(),
  });
  fc.assert(
    fc.property(candidate, (one) => {
      const deserves =
        (one.contactPhone ?? one.contactEmail) !== null &&
        !one.isBot &&
        !one.isTest &&
        one.schedulerMode === 'Standard';
      const kind = deserves ? (one.recentlyBooked ? 'suppressed' : 'qualified') : 'not_qualified';
      expect(qualify(one).kind).toBe(kind);
    }),
  );
});
