import { Anchor, Button, Text } from '@mantine/core';
import { IconArrowUpCircle, IconCircleCheck, IconPlayerPause } from '@tabler/icons-react';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { VersionDiff } from '../../connections/version-diff.tsx';
import { RouteLink } from '../../shell/route-link.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { appHref } from './access-query.ts';
import { namesOf } from './names-of.ts';

/** What has just happened to an app, or waits for somebody. */
export function AppNotices({ app }: { readonly app: AppDetail }) {
  const tenant = useTenant();
  const { values } = useUrlState({ connected: '', enabled: '' });
  const { id, name, connection, credentialMode, newest } = app;
  if (connection === null) return null;
  const isOn = connection.disabledAt === null;
  return (
    <>
      {values.connected !== '' && isOn ? (
        <Notice mb="md" kind="good" icon={IconCircleCheck} title={`${name} is connected`} role="status">
          {credentialMode === 'tenant'
            ? 'Next: generate a client secret below, and give it to the developer together with the Tenant ID and the Client ID.'
            : 'There is nothing more for you to do: the developer configures the credentials.'}{' '}
          {app.preview ? 'Events are sent from now on.' : 'Events are not sent while the preview is off.'}
        </Notice>
      ) : null}
      {values.enabled !== '' && isOn ? (
        <Notice mb="md" kind="good" icon={IconCircleCheck} title={`${name} is enabled again`} role="status">
          What was skipped while it was disabled is not sent by itself; the developer can replay it.{' '}
          <Anchor
            component={RouteLink}
            href={tenantHref(tenant, `deliveries?app=${id}&state=skipped&range=30d`)}
            size="sm"
            underline="always"
          >
            See what was skipped
          </Anchor>
        </Notice>
      ) : null}
      {connection.disabledAt === null ? null : (
        <Notice mb="md" kind="warn" icon={IconPlayerPause} title={`${name} is disabled`}>
          Since <Instant at={connection.disabledAt} /> it reads nothing and is told of nothing. Events become
          skipped; once it is enabled again, the developer can replay them.
        </Notice>
      )}
      {connection.newVersionAvailable ? (
        <Notice
          mb="md"
          kind="busy"
          icon={IconArrowUpCircle}
          title={`New Version Available: ${newest.version}`}
        >
          <Text size="sm" mb="xs">
            Version {connection.accepted.version} stays in force until you allow this change:
          </Text>
          <VersionDiff diff={connection.diff} nameOf={namesOf(app)} />
          <Button component={RouteLink} href={appHref(tenant, id, '/upgrade')} size="xs" mt="sm">
            Upgrade to New Version
          </Button>
        </Notice>
      ) : null}
    </>
  );
}
