/** Until when the old key signs along; null when none does. */
export function overlapEnd(until: Date | null, now: Date): Date | null {
  return until !== null && until > now ? until : null;
}
