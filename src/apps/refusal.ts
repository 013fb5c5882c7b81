import { type Static, Type } from 'typebox';
import type { AppRow } from './queries.ts';

export const RefusalBody = Type.Object(
  {
    reason: Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '\\S',
      description: 'Why, and what would have to change. The developers read it.',
    }),
  },
  { additionalProperties: false },
);

/** That an operator did not approve an app, and why. */
export const Refusal = Type.Object({
  reason: Type.String(),
  at: Type.String({ format: 'date-time' }),
  askedAgainAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'When its developers asked again: since then it awaits approval like the others.',
  }),
});
export type Refusal = Static<typeof Refusal>;

export function toRefusal({
  refused_at: at,
  refusal_reason: reason,
  asked_again_at: askedAgainAt,
}: Pick<AppRow, 'refused_at' | 'refusal_reason' | 'asked_again_at'>): Refusal | null {
  if (at === null || reason === null) return null;
  return { reason, at: at.toISOString(), askedAgainAt: askedAgainAt?.toISOString() ?? null };
}
