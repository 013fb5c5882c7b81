import { Group } from '@mantine/core';
import type { SessionLine } from '../../../../src/session-history/schema.ts';
import type { Column } from '../../ui/data-table.tsx';
import { Instant } from '../../ui/instant.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { OutcomeBadge, SessionMarks } from './outcome-badge.tsx';
import classes from './session-columns.module.css';
import { contactOf, sourceOf, visitorName } from './visitor-name.ts';

const isSentOn = ({ routerId, schedulerId }: SessionLine): boolean =>
  routerId !== null && schedulerId !== null;

export const sessionColumns: readonly Column<SessionLine>[] = [
  {
    title: 'Visitor',
    render: (session) => <TwoLines more={contactOf(session)[0] ?? ''}>{visitorName(session)}</TwoLines>,
  },
  {
    title: 'Outcome',
    isNarrow: true,
    render: (session) => (
      <Group gap={4} justify="inherit">
        <OutcomeBadge {...session} isSentOn={isSentOn(session)} />
        <SessionMarks {...session} />
      </Group>
    ),
  },
  { title: 'Last step', isNarrow: true, render: ({ lastStep }) => lastStep ?? 'None' },
  {
    title: 'Scheduler',
    render: ({ schedulerName, routerName }) => routerName ?? schedulerName ?? 'Of another tenant',
  },
  { title: 'Source', render: (session) => <span className={classes['source']}>{sourceOf(session)}</span> },
  { title: 'Began', isNarrow: true, render: ({ createdOn }) => <Instant at={createdOn} /> },
];
