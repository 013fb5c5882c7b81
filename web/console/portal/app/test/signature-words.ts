import type { TestAnswer } from '../../../../../src/test-sends/schema.ts';

export interface Check {
  readonly isGood: boolean;
  readonly text: string;
  /** How a library is told, or what to do. */
  readonly more?: string;
}

/** What a receiver would find when it verifies, each check in a sentence. Pure. */
export function listChecks(signature: TestAnswer['signature'], to: 'webhook' | 'inbox'): Check[] {
  const { keyFormat, currentKeyMatches, previousKeyMatches, publicKeyMatches, hexMatches } = signature;
  const key = keyFormat === 'raw' ? "new Webhook(key, { format: 'raw' })" : 'new Webhook(key)';
  return [
    {
      isGood: currentKeyMatches,
      text: currentKeyMatches ? 'Verifies with the current key' : 'Does not verify with the current key',
      more: key,
    },
    ...(previousKeyMatches === null
      ? []
      : [
          {
            isGood: previousKeyMatches,
            text: `${previousKeyMatches ? 'Verifies' : 'Does not verify'} with the old key, which still signs along`,
          },
        ]),
    ...(publicKeyMatches === null
      ? []
      : [
          {
            isGood: publicKeyMatches,
            text: `${publicKeyMatches ? 'Verifies' : 'Does not verify'} with the public key`,
            more: 'v1a',
          },
        ]),
    {
      isGood: hexMatches,
      text: `The hex header ${hexMatches ? 'verifies' : 'does not verify'}${previousKeyMatches === null ? '' : ' with the old key'}`,
      more: 'x-servicetitan-signature',
    },
    // The inbox has the clock of this server.
    ...(to === 'inbox' ? [] : judgeClock(signature)),
  ];
}

function judgeClock({ receiverClockSeconds: off, toleranceSeconds }: TestAnswer['signature']): Check[] {
  if (off === null) return [];
  const isGood = Math.abs(off) <= toleranceSeconds;
  const minutes = toleranceSeconds / 60;
  if (Math.abs(off) <= 1) return [{ isGood, text: 'Your server’s clock is right' }];
  const text = `Your server’s clock is ${formatOff(Math.abs(off))} ${off > 0 ? 'ahead' : 'behind'}; ${minutes} minutes are allowed`;
  return [{ isGood, text, ...(!isGood && { more: 'Set it by NTP: until then it refuses every delivery.' }) }];
}

function formatOff(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
