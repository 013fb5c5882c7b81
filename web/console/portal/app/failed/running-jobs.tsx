import { useQuery } from '@tanstack/react-query';
import { Card } from '../../../ui/card.tsx';
import { StaleNotice } from '../../../ui/stale-notice.tsx';
import { useAppId } from '../app-query.ts';
import { describeFilter } from '../jobs/describe-filter.ts';
import { JobProgress } from '../jobs/job-progress.tsx';
import { isUnderWay, jobsQuery } from '../jobs/jobs-query.ts';
import classes from './failed-page.module.css';

/** Replays and backfills that are under way, whoever began them; those that end while one looks on stay. */
export function RunningJobs({ seen }: { readonly seen: ReadonlySet<string> }) {
  const jobs = useQuery(jobsQuery(useAppId()));
  const shown = jobs.data?.data.filter((job) => isUnderWay(job) || seen.has(job.id)) ?? [];
  if (shown.length === 0) return null;
  return (
    <div className={classes['running']}>
      <Card title={shown.some(isUnderWay) ? 'Under way' : 'Replays'}>
        <StaleNotice of={jobs} />
        {shown.map((job) => (
          <JobProgress key={job.id} job={job} name={String(job.total)} description={describeFilter(job)} />
        ))}
      </Card>
    </div>
  );
}
