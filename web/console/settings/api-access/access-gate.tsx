import { Anchor, Button, List } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { IconLock } from '@tabler/icons-react';
import { MessagePage } from '../../shell/message-page.tsx';
import { RouteLink } from '../../shell/route-link.tsx';
import { useAdministrators } from '../administrators.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';

/** Before the pages of API Application Access: whoever may not manage it is told so, and whom to ask. */
export function AccessGate() {
  const { permissions } = useTenant();
  return permissions.mayManageApiAccess ? <Outlet /> : <NoAccess />;
}

function NoAccess() {
  const tenant = useTenant();
  const administrators = useAdministrators().data?.data;
  return (
    <MessagePage
      icon={IconLock}
      title="You may not manage API access"
      actions={
        <>
          <Button component={RouteLink} href={tenantHref(tenant, 'sessions')}>
            See sessions
          </Button>
          <Button component={RouteLink} href={tenantHref(tenant, 'deliveries')} variant="default">
            See deliveries
          </Button>
        </>
      }
    >
      Apps that are connected, their credentials and the audit log of {tenant.name} are for people with the
      permission Manage API Application Access.{' '}
      {administrators === undefined || administrators.length === 0 ? (
        'Ask an administrator of the tenant.'
      ) : (
        <>
          {administrators.length === 1 ? 'This administrator' : 'These administrators'} can give it to you:
          <List listStyleType="none" mt="sm" spacing={4} c="var(--mantine-color-text)">
            {administrators.map(({ name, email }) => (
              <List.Item key={email}>
                {name} · <Anchor href={`mailto:${email}`}>{email}</Anchor>
              </List.Item>
            ))}
          </List>
        </>
      )}
    </MessagePage>
  );
}
