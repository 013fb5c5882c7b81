import { Navigate } from '@tanstack/react-router';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { Card } from '../../ui/card.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { PreviewNotice } from '../preview-notice.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { appHref } from './access-query.ts';
import { accessCrumbs, AppPageFrame } from './app-page-frame.tsx';
import { AskedFor } from './asked-for.tsx';
import classes from './consent-page.module.css';
import { DecisionCard } from './decision-card.tsx';
import { DeveloperFacts } from './developer-facts.tsx';
import { NetworkNote } from './network-note.tsx';
import { SharedSample } from './shared-sample.tsx';
import { SupersededAlert } from './superseded-alert.tsx';
import { useDecision } from './use-decision.ts';

/** An app asks to be let in: who it is, what it asks for, what that is by example, and Allow or Decline. */
export function ConsentPage() {
  return (
    <AppPageFrame title="Connect an app" isStill>
      {(app) => <Consent app={app} />}
    </AppPageFrame>
  );
}

function Consent({ app }: { readonly app: AppDetail }) {
  const tenant = useTenant();
  const connect = tenantHref(tenant, 'api-access/connect');
  const decision = useDecision(tenant, app, (deed) =>
    deed === 'decline'
      ? { href: connect, said: `${app.name} was declined; nothing is shared with it.` }
      : { href: appHref(tenant, app.id, '?connected=yes') },
  );
  // Connected before, or by a colleague meanwhile.
  if (app.state !== 'not_connected' && !decision.isDone)
    return <Navigate to={appHref(tenant, app.id)} replace />;
  const { name, developer, newest, credentialMode } = app;
  return (
    <>
      <PageTitle
        title={`Connect ${name}`}
        description={`${developer.organizationName} asks ${tenant.name} for what is below. Nothing is shared before you allow it.`}
        crumbs={[...accessCrumbs(tenant), { label: 'Connect New App', href: connect }]}
      />
      <PreviewNotice />
      {decision.seen === undefined ? null : <SupersededAlert app={app} seen={decision.seen} />}
      <div className={classes['columns']}>
        <div>
          <Card title="Who asks">
            <DeveloperFacts app={app} />
          </Card>
          <AskedFor app={app} version={newest}>
            <NetworkNote app={app} />
          </AskedFor>
          <SharedSample app={app} />
        </div>
        <div className={classes['decision']}>
          <DecisionCard title={`Allow ${name}?`} allow="connection" decision={decision}>
            You allow version {newest.version} for {tenant.name}, from now on and until you disable it. Should
            the app ask for more later, it asks you again.{' '}
            {credentialMode === 'tenant'
              ? 'Then you generate a client secret for the developer.'
              : 'The developer configures the credentials.'}
          </DecisionCard>
        </div>
      </div>
    </>
  );
}
