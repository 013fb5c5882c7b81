import { Button, Group, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import {
  IconCheck,
  IconCircleDashed,
  IconLoader2,
  IconMinus,
  IconPlayerPlay,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SessionDetail } from '../../../../src/session-history/schema.ts';
import type { SimulatedVisit } from '../../../../src/simulated-visits/schema.ts';
import { eventName } from '../../deliveries/delivery-words.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { Countdown } from '../../ui/countdown.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatInstant } from '../../ui/format-instant.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StaleNotice } from '../../ui/stale-notice.tsx';
import { milestoneNames, noEventReasons } from '../sessions/explain-entry.ts';
import { OutcomeBadge } from '../sessions/outcome-badge.tsx';
import { SessionEvents } from '../sessions/session-events.tsx';
import { useSession } from '../sessions/session-query.ts';
import { summarise } from '../sessions/session-summary.ts';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { type Phase, progressOf } from './progress.ts';
import classes from './visit-progress.module.css';

/** What follows a visit, as it happens. */
export function VisitProgress({
  sessionId,
  expected,
}: {
  readonly sessionId: string;
  /** What the server said would follow, if the visit was played here. */
  readonly expected: SimulatedVisit | undefined;
}) {
  return (
    <Card title="What follows">
      {sessionId === '' ? (
        <EmptyState icon={IconPlayerPlay} title="Nobody was played yet">
          Play a visitor, and watch what becomes of the visit here.
        </EmptyState>
      ) : (
        <Followed sessionId={sessionId} expected={expected} />
      )}
    </Card>
  );
}

function Followed({
  sessionId,
  expected,
}: {
  readonly sessionId: string;
  readonly expected: SimulatedVisit | undefined;
}) {
  const tenant = useTenant();
  const session = useSession(sessionId);
  if (session.data === undefined)
    return session.error === null ? (
      <Skeleton height={240} />
    ) : (
      <ProblemAlert error={session.error} onRetry={() => void session.refetch()} />
    );
  const { data } = session;
  const progress = progressOf(data);
  return (
    <>
      <StaleNotice of={session} />
      <ol className={classes['phases']} aria-label="What follows">
        <PhaseLine phase={progress.visit} title="The visit">
          <Milestones milestones={data.milestones} />
        </PhaseLine>
        <PhaseLine phase={progress.decision} title="The decision">
          <Decision detail={data} />
        </PhaseLine>
        <PhaseLine phase={progress.event} title="The event and its deliveries">
          <EventLine phase={progress.event} detail={data} expected={expected} />
        </PhaseLine>
      </ol>
      <Group mt="lg">
        <Button component={RouteLink} href={tenantHref(tenant, `sessions/${sessionId}`)} variant="default">
          Open the session
        </Button>
      </Group>
    </>
  );
}

const marks: Readonly<Record<Phase, { readonly icon: TablerIcon; readonly word: string }>> = {
  done: { icon: IconCheck, word: 'Done' },
  now: { icon: IconLoader2, word: 'Under way' },
  later: { icon: IconCircleDashed, word: 'To come' },
  never: { icon: IconMinus, word: 'Will not happen' },
};

function PhaseLine({
  phase,
  title,
  children,
}: {
  readonly phase: Phase;
  readonly title: string;
  readonly children: ReactNode;
}) {
  const { icon: Icon, word } = marks[phase];
  return (
    <li className={classes['phase']}>
      <span className={classes['mark']} data-phase={phase}>
        <Icon size={17} aria-hidden />
        <VisuallyHidden>{word}: </VisuallyHidden>
      </span>
      <div>
        <div className={classes['head']}>{title}</div>
        {children}
      </div>
    </li>
  );
}

function Milestones({ milestones }: Pick<SessionDetail, 'milestones'>) {
  const onTheWay = Object.entries(milestones).filter(([name]) => name !== 'abandoned');
  return (
    <ul className={classes['milestones']} aria-label="Milestones">
      {onTheWay.map(([name, at]) => {
        const isReached = at !== null;
        const Icon = isReached ? IconCheck : IconMinus;
        return (
          <li key={name} className={classes['milestone']} data-reached={isReached || undefined}>
            <Icon size={12} aria-hidden />
            {milestoneNames[name] ?? name}
            <VisuallyHidden>{isReached ? ', reached' : ', not reached'}</VisuallyHidden>
          </li>
        );
      })}
    </ul>
  );
}

/** By the last hint; without one the visitor just was not heard of any more. */
function howLeft({ timeline }: Pick<SessionDetail, 'timeline'>): string {
  const last: { readonly hint?: unknown } = timeline.findLast(({ kind }) => kind === 'hint')?.detail ?? {};
  if (last.hint === 'closed') return 'The visitor closed the page.';
  return last.hint === 'hidden' ? 'The page went out of sight.' : 'The visitor is heard of no more.';
}

function Decision({ detail }: { readonly detail: SessionDetail }) {
  const { session, qualified, erasedAt, dueAt } = detail;
  // Announced when it comes; the seconds until then are not.
  return (
    <>
      <div role="status">
        {session.sessionOutcome === null ? null : (
          <OutcomeBadge
            sessionOutcome={session.sessionOutcome as 'booked'}
            qualified={qualified}
            erasedAt={erasedAt}
          />
        )}
        <Text size="sm" mt={4}>
          {session.sessionOutcome === null
            ? `${howLeft(detail)} It counts as abandoned, unless something is heard before, in`
            : summarise(detail).join(' ')}
        </Text>
      </div>
      {session.sessionOutcome === null && dueAt !== null ? (
        <div className={classes['clock']}>
          <Countdown until={dueAt} key={dueAt} />
        </div>
      ) : null}
    </>
  );
}

function EventLine({
  phase,
  detail,
  expected,
}: {
  readonly phase: Phase;
  readonly detail: SessionDetail;
  readonly expected: SimulatedVisit | undefined;
}) {
  if (phase === 'later')
    return (
      <Text size="sm" c="dimmed">
        {expected === undefined ? 'Follows from the decision.' : tellExpected(expected)}
      </Text>
    );
  return <SessionEvents events={detail.events} />;
}

function tellExpected({ eventType, whyNone, decidedAt }: SimulatedVisit): string {
  return eventType === null
    ? `No event is to be expected. ${noEventReasons[whyNone ?? ''] ?? ''}`
    : `${eventName(eventType)} is to be expected at ${formatInstant(new Date(decidedAt), undefined, true)}.`;
}
