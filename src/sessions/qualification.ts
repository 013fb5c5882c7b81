/** What decides whether an abandoned session is worth following up. */
export interface Candidate {
  readonly contactPhone: string | null;
  readonly contactEmail: string | null;
  readonly isBot: boolean;
  readonly isTest: boolean;
  readonly schedulerMode: string;
  /** Whether the same contact completed a session of this tenant in the last hour. */
  readonly recentlyBooked: boolean;
}

export type Qualification =
  | { kind: 'qualified' }
  | { kind: 'not_qualified'; reason: 'bot' | 'test' | 'call_center' | 'no_contact' }
  | { kind: 'suppressed'; reason: 'booked_recently' };

/** A visitor stopped by a blocker qualifies like any other: the office may still help. */
export function qualify(candidate: Candidate): Qualification {
  if (candidate.isBot) return { kind: 'not_qualified', reason: 'bot' };
  if (candidate.isTest) return { kind: 'not_qualified', reason: 'test' };
  if (candidate.schedulerMode !== 'Standard') return { kind: 'not_qualified', reason: 'call_center' };
  if (candidate.contactPhone === null && candidate.contactEmail === null) {
    return { kind: 'not_qualified', reason: 'no_contact' };
  }
  if (candidate.recentlyBooked) return { kind: 'suppressed', reason: 'booked_recently' };
  return { kind: 'qualified' };
}
