import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import type { FollowUpBody, LeadPage, LeadView } from '../../../../src/follow-ups/schema.ts';
import type { SessionDetail } from '../../../../src/session-history/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { hasCode } from '../../api/problem.ts';
import { toast } from '../../ui/toast.ts';
import { showUndo } from '../../ui/undo-toast.tsx';
import { visitorName } from '../sessions/visitor-name.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';
import { type FollowUpState, followUpStates } from './follow-up-states.ts';

interface Change extends FollowUpBody {
  readonly lead: LeadView;
  readonly isUndo?: boolean;
}

/**
 * Says how far a lead has been followed up. The page shows it at once and offers to undo it; if the server refuses, it shows what was
 * there before and says why.
 */
export function useFollowUp(): (lead: LeadView, to: FollowUpState) => void {
  const tenant = useTenant();
  const client = useQueryClient();
  const key = ['settings', String(tenant.id)];
  const show = (lead: LeadView): void => showLead(client, key, lead);
  const change = useMutation({
    mutationFn: ({ lead, from, to }: Change) =>
      api.patch<LeadView>(tenantApi(tenant, path`/leads/${lead.sessionId}`), { body: { from, to } }),
    onMutate: ({ lead, to }) => show({ ...lead, state: to }),
    onSuccess: (changed, { lead, from, to, isUndo }) => {
      show(changed);
      // The timeline of the session tells of it.
      void client.invalidateQueries({ queryKey: [...key, 'session', lead.sessionId] });
      const words = `${visitorName(lead)}: ${followUpStates[to].word}`;
      if (isUndo === true) toast.good(`${words} again`);
      else showUndo(words, () => change.mutate({ lead: changed, from: to, to: from, isUndo: true }));
    },
    onError: (err, { lead, from }) => {
      show({ ...lead, state: from });
      toast.bad(`${visitorName(lead)} stays ${followUpStates[from].word}`, err);
      if (hasCode(err, 'changed_meanwhile')) void client.invalidateQueries({ queryKey: key });
    },
  });
  return (lead, to) => {
    if (lead.state !== to) change.mutate({ lead, from: lead.state, to });
  };
}

/** Puts a lead in its new state wherever it is shown, and leaves it where it stands: a row that jumped would be lost. */
function showLead(client: QueryClient, key: readonly string[], lead: LeadView): void {
  client.setQueriesData<InfiniteData<LeadPage>>({ queryKey: [...key, 'leads'] }, (old) =>
    old === undefined
      ? old
      : {
          ...old,
          pages: old.pages.map((page) => ({
            ...page,
            data: page.data.map((one) => (one.sessionId === lead.sessionId ? lead : one)),
          })),
        },
  );
  client.setQueryData<SessionDetail>([...key, 'session', lead.sessionId], (old) => old && { ...old, lead });
}
