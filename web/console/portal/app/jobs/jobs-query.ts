import { queryOptions } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { ReplaysPage } from '../../../../../src/replays/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { isForGood } from '../../../api/problem.ts';

type Jobs = Static<typeof ReplaysPage>;
export type Job = Jobs['data'][number];

const FOLLOW_MS = 2_000;

export const isUnderWay = ({ state }: Job): boolean => state === 'queueing' || state === 'sending';

/** The newest replays and backfills of an app, followed while one is under way. */
export const jobsQuery = (appId: string) =>
  queryOptions({
    queryKey: ['portal', 'apps', appId, 'replays', 'newest'],
    queryFn: ({ signal }) =>
      api.get<Jobs>(path`/api/portal/apps/${appId}/replays`, { query: { limit: 20 }, signal }),
    refetchInterval: ({ state: { data, error } }) =>
      data?.data.some(isUnderWay) === true && !isForGood(error) ? FOLLOW_MS : false,
  });

const SHOWN_AFTERWARDS_MS = 3_600_000;

/** Those of a webhook that are under way, or ended within the last hour. Pure. */
export function jobsOf(jobs: readonly Job[], eventType: string, now: Date): Job[] {
  return jobs.filter((job) => {
    const isOfWebhook =
      job.eventType === eventType || (job.filter as { eventType?: unknown }).eventType === eventType;
    const endedAt = job.finishedAt ?? job.cancelledAt;
    const isRecent = endedAt !== null && now.getTime() - new Date(endedAt).getTime() < SHOWN_AFTERWARDS_MS;
    return isOfWebhook && (isUnderWay(job) || isRecent);
  });
}
