import { Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconPencil } from '@tabler/icons-react';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Instant } from '../../ui/instant.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { credentialModes } from '../app-form/credential-choice.tsx';
import type { CredentialMode } from '../app-form/values.ts';
import { useApp } from './app-query.ts';
import { appHref } from './app-tabs.ts';
import { MadeKeysCard } from './made-keys-card.tsx';
import { useMadeKeys } from './made-keys.ts';
import { NextSteps } from './next-steps.tsx';
import classes from './overview-page.module.css';
import { RefusalNotice } from './refusal-notice.tsx';
import { ScopeNames } from './scope-names.tsx';
import { TenantStates } from './tenant-states.tsx';

/** What an app is, how it stands with its tenants, and what to do next. */
export function OverviewPage() {
  const app = useApp().data;
  const { values } = useUrlState({ created: '' });
  const madeKeys = useMadeKeys(app.id);
  return (
    <>
      {values.created === '' ? null : (
        <Alert
          role="status"
          variant="light"
          mb="md"
          icon={<IconCircleCheck aria-hidden />}
          title={`${app.name} is created`}
          styles={{ root: { background: 'var(--good-soft)' }, title: { color: 'var(--good)' } }}
        >
          <Text size="sm">
            Below are its app key{madeKeys.length > 0 ? ', its HMAC keys' : ''} and what to do next.
          </Text>
        </Alert>
      )}
      {app.refusal === null ? null : <RefusalNotice appId={app.id} refusal={app.refusal} />}
      <div className={classes['columns']}>
        <div>
          <Card>
            <Stack gap="xs">
              <CopyField label="App key" value={app.appKey} />
              <Text size="sm" c="dimmed">
                It stays for the life of the app and serves every tenant and both environments. Send it as{' '}
                <code>ST-App-Key</code>. Ids and secrets are never to be published.
              </Text>
            </Stack>
          </Card>
          {madeKeys.length === 0 ? null : <MadeKeysCard keys={madeKeys} />}
          <TenantStates />
          <Card
            title="Details"
            actions={
              <Button
                component={RouteLink}
                href={appHref(app.id, '/edit')}
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
              >
                Edit
              </Button>
            }
          >
            <Facts>
              <Fact name="Description">{app.description}</Fact>
              <Fact name="Category">{app.category}</Fact>
              <Fact name="Organization">{app.organizationName}</Fact>
              <Fact name="Website">
                <Anchor href={app.website} target="_blank" rel="noreferrer noopener" size="sm">
                  {app.website}
                </Anchor>
              </Fact>
              <Fact name="E-mail address">{app.email}</Fact>
              <Fact name="External Data Application GUID">{app.externalDataGuid ?? 'none'}</Fact>
              <Fact name="Asks for">
                <ScopeNames scopes={app.scopes} eventTypes={app.eventTypes} />
              </Fact>
              <Fact name="Credentials">{credentialModes[app.credentialMode as CredentialMode]}</Fact>
              <Fact name="Created">
                <Instant at={app.createdAt} />
              </Fact>
              <Fact name="Changed">
                <Instant at={app.modifiedAt} />
              </Fact>
            </Facts>
          </Card>
        </div>
        <NextSteps />
      </div>
    </>
  );
}
