import { queryOptions, useQuery } from '@tanstack/react-query';
import type { SessionDetail } from '../../../../src/session-history/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';

/** So soon something is decided or sent, while somebody looks. */
const SOON_MS = 1_000;
const LATER_MS = 5_000;
const NEAR_MS = 15_000;

/** Whether nothing more is to come of a session by itself. */
export function isSettled({ session, dueAt, erasedAt, sentOn, events }: SessionDetail): boolean {
  const isDecided = session.sessionOutcome !== null || erasedAt !== null || sentOn !== null;
  const isUnderWay = events.some(({ deliveries }) =>
    deliveries.some(({ state, replaying }) => state === 'pending' || replaying),
  );
  return isDecided && dueAt === null && !isUnderWay;
}

/** How long until it is worth another look; false: nothing will come. */
export function nextLookMs(detail: SessionDetail | undefined, now: number): number | false {
  if (detail === undefined || isSettled(detail)) return false;
  const attempts = detail.events.flatMap(({ deliveries }) => deliveries.map((one) => one.nextAttemptAt));
  const next = [detail.dueAt, ...attempts].filter((at) => at !== null).map((at) => Date.parse(at) - now);
  return next.some((ms) => ms < NEAR_MS) ? SOON_MS : LATER_MS;
}

const lookAgain = (detail: SessionDetail | undefined) => nextLookMs(detail, Date.now());

/** A session with all that came of it; followed while more is to come. */
export function useSession(sessionId: string) {
  const tenant = useTenant();
  return useQuery(
    queryOptions({
      queryKey: ['settings', String(tenant.id), 'session', sessionId],
      queryFn: ({ signal }) =>
        api.get<SessionDetail>(tenantApi(tenant, path`/sessions/${sessionId}`), { signal }),
      refetchInterval: ({ state }) => lookAgain(state.data),
    }),
  );
}
