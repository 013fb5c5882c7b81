import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { api } from '../../api/client.ts';
import { hasCode } from '../../api/problem.ts';
import { toast } from '../../ui/toast.ts';
import type { Tenant } from '../tenant-query.ts';
import { appApi, appQuery, useConnectionChange } from './access-query.ts';

export type Deed = 'connection' | 'upgrade' | 'decline';

/**
 * Allow or Decline of the version that is shown. When the developer made another meanwhile, nothing is decided: the new one is read,
 * and `seen` is what one had been looking at. `leadsTo` says where one goes once it is decided.
 */
export function useDecision(
  tenant: Tenant,
  app: AppDetail,
  leadsTo: (deed: Deed) => { readonly href: string; readonly said?: string },
) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const [seen, setSeen] = useState<AppDetail['newest']>();
  const [isDone, setDone] = useState(false);
  const { mutate, ...change } = useConnectionChange(tenant, app.id, async (deed: Deed) => {
    const { version } = app.newest;
    const decided = await api.post<AppDetail>(appApi(tenant, app.id, `/${deed}`), { body: { version } });
    setDone(true);
    const { href, said } = leadsTo(deed);
    if (said !== undefined) toast.good(said);
    router.history.replace(href);
    return decided;
  });
  const decide = (deed: Deed): void => {
    mutate(deed, {
      onError: (err) => {
        const isSuperseded = hasCode(err, 'version_superseded');
        if (isSuperseded) setSeen(app.newest);
        const isConnected = hasCode(err, 'already_connected');
        if (isConnected) toast.good(`Somebody else has connected ${app.name} meanwhile.`);
        if (isSuperseded || isConnected)
          void queryClient.invalidateQueries({ queryKey: appQuery(tenant, app.id).queryKey, exact: true });
      },
    });
  };
  const isSuperseded = hasCode(change.error, 'version_superseded');
  return {
    decide,
    /** Which of them is under way, or was. */
    deed: change.isPending || isDone ? change.variables : undefined,
    isDone,
    error: isSuperseded ? null : change.error,
    /** What was asked for before, while what is shown differs from it. */
    seen: seen !== undefined && seen.version !== app.newest.version ? seen : undefined,
  };
}
