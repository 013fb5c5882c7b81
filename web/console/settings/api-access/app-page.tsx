import { Button, Stack } from '@mantine/core';
import { Navigate, useRouter } from '@tanstack/react-router';
import { IconArrowUpCircle, IconHistory, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { useCommands } from '../../shell/commands.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { PreviewNotice } from '../preview-notice.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { AcceptedFacts } from './accepted-facts.tsx';
import { appHref, connectHref } from './access-query.ts';
import classes from './app-page.module.css';
import { accessCrumbs, AppPageFrame } from './app-page-frame.tsx';
import { AppNotices } from './app-notices.tsx';
import { AskedFor } from './asked-for.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { DeveloperFacts } from './developer-facts.tsx';
import { NetworkNote } from './network-note.tsx';
import { SecretsCard } from './secrets-card.tsx';
import { SwitchDialog } from './switch-dialog.tsx';

/** Application Details: the credentials of a connected app, what it may do, and the switch. */
export function AppPage() {
  return (
    <AppPageFrame title="Application Details">
      {(app) => <Details key={`${app.tenantId} ${app.id}`} app={app} />}
    </AppPageFrame>
  );
}

function Details({ app }: { readonly app: AppDetail }) {
  const tenant = useTenant();
  const router = useRouter();
  const [switching, setSwitching] = useState<'disable' | 'enable'>();
  const { id, name, connection, state, developer } = app;
  const isOn = state === 'connected';
  const verb = isOn ? 'Disable' : 'Enable';
  const askSwitch = (): void => setSwitching(isOn ? 'disable' : 'enable');
  const deliveries = tenantHref(tenant, `deliveries?app=${id}`);
  const audit = tenantHref(tenant, `audit?app=${id}`);
  useCommands([
    { id: 'app switch', group: name, label: `${verb} ${name}…`, run: askSwitch },
    ...(connection?.newVersionAvailable === true
      ? [
          {
            id: 'app upgrade',
            group: name,
            label: 'Upgrade to New Version',
            icon: IconArrowUpCircle,
            run: () => router.history.push(appHref(tenant, id, '/upgrade')),
          },
        ]
      : []),
    {
      id: 'app deliveries',
      group: name,
      label: 'See deliveries',
      icon: IconSend,
      run: () => router.history.push(deliveries),
    },
    {
      id: 'app audit',
      group: name,
      label: 'See audit',
      icon: IconHistory,
      run: () => router.history.push(audit),
    },
  ]);
  if (connection === null) return <Navigate to={connectHref(tenant, id)} replace />;
  return (
    <>
      <PageTitle
        title={name}
        badge={<ConnectionBadge app={{ state, newVersionAvailable: connection.newVersionAvailable }} />}
        description={`Application Details · from ${developer.organizationName}`}
        crumbs={accessCrumbs(tenant)}
        actions={
          <>
            <Button component={RouteLink} href={deliveries} variant="default">
              Recent deliveries
            </Button>
            <Button variant={isOn ? 'default' : 'filled'} onClick={askSwitch}>
              {verb}…
            </Button>
          </>
        }
      />
      <PreviewNotice />
      <AppNotices app={app} />
      <div className={classes['columns']}>
        <div>
          <Card
            title="Client"
            description="By these the developer's server gets access tokens. Ids and secrets are never to be published."
          >
            <Stack gap="md">
              <div className={classes['ids']}>
                <CopyField label="Tenant ID" value={String(app.tenantId)} />
                <CopyField label="Client ID" value={connection.clientId} />
              </div>
            </Stack>
            <NetworkNote app={app} />
          </Card>
          <SecretsCard app={app} connection={connection} />
          <AskedFor app={app} version={connection.accepted} title={`What ${name} may do`} />
        </div>
        <div>
          <Card title="Accepted">
            <AcceptedFacts
              connection={connection}
              network={connection.networkId === null ? null : (app.network?.name ?? null)}
              audit={audit}
            />
          </Card>
          <Card title="Developer">
            <DeveloperFacts app={app} />
          </Card>
        </div>
      </div>
      <SwitchDialog app={app} verb={switching} onClose={() => setSwitching(undefined)} />
    </>
  );
}
