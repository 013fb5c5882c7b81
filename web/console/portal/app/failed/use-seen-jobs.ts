import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { isUnderWay, jobsQuery } from '../jobs/jobs-query.ts';

/** The jobs that were under way while somebody looked on; as one ends, the lists that it changed are read anew. */
export function useSeenJobs(appId: string): { readonly seen: ReadonlySet<string>; readonly isAny: boolean } {
  const queryClient = useQueryClient();
  const { data } = useQuery(jobsQuery(appId));
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const running = data?.data.filter(isUnderWay).map(({ id }) => id) ?? [];
  const text = running.join(' ');
  const before = useRef(text);
  useEffect(() => {
    if (text !== '') setSeen((known) => new Set([...known, ...text.split(' ')]));
    if (before.current !== text)
      void queryClient.invalidateQueries({ queryKey: ['portal', 'apps', appId, 'failed'] });
    before.current = text;
  }, [text, appId, queryClient]);
  return { seen, isAny: running.length > 0 };
}
