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
export const Refusal = Type.Object({ reason: Type.String(), at: Type.String({ format: 'date-time' }) });
export type Refusal = Static<typeof Refusal>;

export function toRefusal({
  refused_at: at,
  refusal_reason: reason,
}: Pick<AppRow, 'refused_at' | 'refusal_reason'>): Refusal | null {
  return at === null || reason === null ? null : { reason, at: at.toISOString() };
}
