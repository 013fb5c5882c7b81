import type { LeadView } from '../../../../src/follow-ups/schema.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { followUpOrder, followUpStates } from './follow-up-states.ts';
import { useFollowUp } from './use-follow-up.tsx';

/** A letter puts the lead of the row that has the focus into a state; `j` and `k` go from row to row. */
export function useFollowUpKeys(leads: readonly LeadView[]): void {
  const followUp = useFollowUp();
  useShortcuts(
    followUpOrder.map((state) => ({
      keys: followUpStates[state].key,
      label: `Follow-up of this row: ${followUpStates[state].word}`,
      run: () => {
        const row = document.activeElement?.closest('tr');
        const sessionId = row?.querySelector<HTMLElement>('[data-lead]')?.dataset['lead'];
        const lead = leads.find((one) => one.sessionId === sessionId);
        if (lead === undefined) return false;
        followUp(lead, state);
        return true;
      },
    })),
  );
}
