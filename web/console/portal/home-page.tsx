import { SimpleGrid, Text } from '@mantine/core';
import { IconApps, IconBook, IconBroadcast } from '@tabler/icons-react';
import { RouteLink } from '../shell/route-link.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import classes from './home-page.module.css';

/** The portal's home: where a developer goes on from. */
export function HomePage() {
  return (
    <>
      <PageTitle
        title="Developer portal"
        description="Register an app, and hear of every booking the moment it is made."
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
        <RouteLink href="/portal/apps" className={classes['door']} data-primary="">
          <IconApps size={26} stroke={1.5} aria-hidden />
          <Text fw={650}>Create and Manage Applications</Text>
          <Text size="sm" c="dimmed">
            Scopes, webhook events, tenants, credentials, deliveries.
          </Text>
        </RouteLink>
        <a href="/docs" className={classes['door']}>
          <IconBook size={26} stroke={1.5} aria-hidden />
          <Text fw={650}>API reader</Text>
          <Text size="sm" c="dimmed">
            Every call with its fields, answers and errors.
          </Text>
        </a>
        <RouteLink href="/portal/events" className={classes['door']}>
          <IconBroadcast size={26} stroke={1.5} aria-hidden />
          <Text fw={650}>Event catalogue</Text>
          <Text size="sm" c="dimmed">
            When each event fires, when it does not, and what it holds.
          </Text>
        </RouteLink>
      </SimpleGrid>
    </>
  );
}
