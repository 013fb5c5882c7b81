import { Text } from '@mantine/core';
import { Navigate } from '@tanstack/react-router';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { VersionDiff } from '../../connections/version-diff.tsx';
import { Card } from '../../ui/card.tsx';
import { Instant } from '../../ui/instant.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { useTenant } from '../tenant-query.ts';
import { appHref } from './access-query.ts';
import { accessCrumbs, AppPageFrame } from './app-page-frame.tsx';
import { AskedFor } from './asked-for.tsx';
import classes from './consent-page.module.css';
import { DecisionCard } from './decision-card.tsx';
import { namesOf } from './names-of.ts';
import { SharedSample } from './shared-sample.tsx';
import { SupersededAlert } from './superseded-alert.tsx';
import { useDecision } from './use-decision.ts';

/** Upgrade to New Version: what it adds and removes, and Allow or Decline. */
export function UpgradePage() {
  return (
    <AppPageFrame title="Upgrade to New Version" isStill>
      {(app) => <Upgrade app={app} />}
    </AppPageFrame>
  );
}

function Upgrade({ app }: { readonly app: AppDetail }) {
  const tenant = useTenant();
  const { id, name, newest, connection } = app;
  const details = appHref(tenant, id);
  const decision = useDecision(tenant, app, (deed) => ({
    href: details,
    said:
      deed === 'decline'
        ? `Declined: ${name} keeps version ${connection?.accepted.version ?? ''}.`
        : `${name} is upgraded to version ${newest.version}.`,
  }));
  if (connection === null || (!connection.newVersionAvailable && !decision.isDone))
    return <Navigate to={details} replace />;
  const { accepted, diff } = connection;
  return (
    <>
      <PageTitle
        title={`Upgrade ${name} to version ${newest.version}`}
        description={
          <>
            You accepted version {accepted.version}. The developer made version {newest.version} on{' '}
            <Instant at={newest.createdAt} />.
          </>
        }
        crumbs={[...accessCrumbs(tenant), { label: name, href: details }]}
      />
      {decision.seen === undefined ? null : <SupersededAlert app={app} seen={decision.seen} />}
      <div className={classes['columns']}>
        <div>
          <Card
            title="What changes"
            description="Added is marked with a plus, removed is struck through with a minus."
          >
            <VersionDiff diff={diff} nameOf={namesOf(app)} />
          </Card>
          <AskedFor app={app} version={newest} title={`What ${name} may do then`} />
          <SharedSample app={app} />
        </div>
        <div className={classes['decision']}>
          <DecisionCard title={`Allow version ${newest.version}?`} allow="upgrade" decision={decision}>
            <Text size="sm">
              Allow: it counts from now on. What is added is shared from then, what is removed no more. Client
              ID and secrets stay.
            </Text>
            <Text size="sm" mt={6}>
              Decline: version {accepted.version} stays as it is, and you may upgrade later.
            </Text>
          </DecisionCard>
        </div>
      </div>
    </>
  );
}
