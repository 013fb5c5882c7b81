import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SessionDetail } from '../../../../src/session-history/schema.ts';
import { hasCode } from '../../api/problem.ts';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Instant } from '../../ui/instant.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StaleNotice } from '../../ui/stale-notice.tsx';
import { LeadCard } from '../leads/lead-card.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { EraseSession } from './erase-session.tsx';
import { OutcomeBadge, SessionMarks } from './outcome-badge.tsx';
import { SessionEvents } from './session-events.tsx';
import { LinkFacts, SourceFacts, WhoFacts, WishFacts } from './session-facts.tsx';
import classes from './session-page.module.css';
import { useSession } from './session-query.ts';
import { summarise } from './session-summary.ts';
import { SessionTimeline } from './session-timeline.tsx';
import { visitorName } from './visitor-name.ts';

/** One visit: who it was, what happened, what was decided and why, and whom it was told. */
export function SessionPage() {
  const tenant = useTenant();
  const { sessionId = '' } = useParams({ strict: false });
  const session = useSession(sessionId);
  const crumbs = [
    { label: tenant.name, href: tenantHref(tenant) },
    { label: 'Sessions', href: tenantHref(tenant, 'sessions') },
  ];
  if (hasCode(session.error, 'not_found')) return <NotFoundPage />;
  if (session.data === undefined)
    return (
      <>
        <PageTitle title="Session" crumbs={crumbs} />
        {session.error === null ? (
          <Skeleton height={320} radius="lg" />
        ) : (
          <ProblemAlert error={session.error} onRetry={() => void session.refetch()} />
        )}
      </>
    );
  return <Shown detail={session.data} crumbs={crumbs} stale={<StaleNotice of={session} />} />;
}

function Shown({
  detail,
  crumbs,
  stale,
}: {
  readonly detail: SessionDetail;
  readonly stale: ReactNode;
  readonly crumbs: readonly { readonly label: string; readonly href: string }[];
}) {
  const { session, qualified, isTest, erasedAt, sentOn, lead } = detail;
  const name = erasedAt === null ? visitorName(session.customer) : 'Erased visitor';
  const isBot = session.customer.isBot === true;
  return (
    <>
      <PageTitle
        title={name}
        crumbs={crumbs}
        badge={
          <Group gap={4}>
            <OutcomeBadge
              sessionOutcome={session.sessionOutcome as 'booked'}
              qualified={qualified}
              erasedAt={erasedAt}
              isSentOn={sentOn !== null}
            />
            <SessionMarks isBot={isBot} isTest={isTest} erasedAt={erasedAt} />
          </Group>
        }
        description={
          <>
            Began <Instant at={session.createdOn} /> · <code>{session.id}</code>{' '}
            <span className={classes['copy']}>
              <CopyButton value={session.id} what="session id" />
            </span>
          </>
        }
        actions={erasedAt === null ? <EraseSession sessionId={session.id} name={name} /> : undefined}
      />
      {stale}
      <Text className={classes['summary']} maw={760}>
        {summarise(detail).join(' ')}
      </Text>
      <div className={classes['columns']}>
        <div>
          <Card title="What happened">
            <SessionTimeline detail={detail} />
          </Card>
          <Card title="Events and deliveries" description="What connected apps were told of this session.">
            <SessionEvents events={detail.events} />
          </Card>
        </div>
        <Stack gap={0}>
          {lead === null ? null : <LeadCard lead={lead} />}
          <Card title="Who">
            <WhoFacts session={session} />
          </Card>
          <Card title="What they asked for">
            <WishFacts session={session} />
          </Card>
          <Card title="Where from">
            <SourceFacts session={session} />
          </Card>
          <Card title="Belongs to">
            <LinkFacts detail={detail} />
          </Card>
        </Stack>
      </div>
    </>
  );
}
