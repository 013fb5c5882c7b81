import type { LeadView } from '../../../../src/follow-ups/schema.ts';
import type { StateKind } from '../../ui/state-badge.tsx';

export type FollowUpState = LeadView['state'];

interface Shown {
  readonly word: string;
  readonly kind: StateKind;
  /** The key that sets it in the table. */
  readonly key: string;
  /** When to choose it. */
  readonly meaning: string;
}

/** How far the office has come, in the order in which it usually goes. */
export const followUpStates: Readonly<Record<FollowUpState, Shown>> = {
  open: { word: 'Open', kind: 'warn', key: 'o', meaning: 'Nobody has called yet' },
  contacted: { word: 'Contacted', kind: 'busy', key: 'c', meaning: 'Somebody has reached them' },
  won: { word: 'Won', kind: 'good', key: 'w', meaning: 'They have booked' },
  lost: { word: 'Lost', kind: 'quiet', key: 'l', meaning: 'Nothing will come of it' },
};

export const followUpOrder = Object.keys(followUpStates) as FollowUpState[];
