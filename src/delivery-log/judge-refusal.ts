import type { ErrorCode } from '../lib/errors.ts';
import type { Refusal } from './refusal.ts';

/** Why a delivery cannot be replayed, as the portal is told. */
export const refusalCodes = [
  'delivery_cancelled',
  'payload_erased',
  'already_replaying',
  'delivery_under_way',
  'consent_missing',
  'webhook_disabled',
  'webhook_removed',
] as const satisfies readonly ErrorCode[];
export type RefusalCode = (typeof refusalCodes)[number];

/** What is found of a delivery that is to be replayed. */
export interface Standing {
  readonly state: string;
  readonly refusal: Refusal | null;
  readonly isReplaying: boolean;
  /** Being sent at this moment. */
  readonly isLeased: boolean;
}

const codes: Record<Refusal, RefusalCode> = {
  app_deleted: 'delivery_cancelled',
  webhook_removed: 'webhook_removed',
  connection_disabled: 'consent_missing',
  webhook_disabled: 'webhook_disabled',
  payload_erased: 'payload_erased',
};

/** Why it cannot be replayed now, null if it can; what is for ever comes first. */
export function judgeRefusal({ state, refusal, isReplaying, isLeased }: Standing): RefusalCode | null {
  if (refusal === 'payload_erased') return 'payload_erased';
  if (state === 'cancelled') return 'delivery_cancelled';
  if (refusal !== null) return codes[refusal];
  if (isReplaying) return 'already_replaying';
  return isLeased ? 'delivery_under_way' : null;
}
