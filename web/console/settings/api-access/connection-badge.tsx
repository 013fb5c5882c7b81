import { Group } from '@mantine/core';
import { IconArrowUpCircle, IconPlayerPause } from '@tabler/icons-react';
import type { AppSummary } from '../../../../src/connections/schema.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import classes from './connection-badge.module.css';

/** Whether an app may act for the tenant, and whether it asks for more. */
export function ConnectionBadge({
  app: { state, newVersionAvailable },
}: {
  readonly app: Pick<AppSummary, 'state' | 'newVersionAvailable'>;
}) {
  return (
    <Group gap={6} component="span" className={classes['badges'] ?? ''}>
      {state === 'connected' ? <StateBadge kind="good">Connected</StateBadge> : null}
      {state === 'disabled' ? (
        <StateBadge kind="quiet" icon={IconPlayerPause}>
          Disabled
        </StateBadge>
      ) : null}
      {state === 'not_connected' ? <StateBadge kind="quiet">Not connected</StateBadge> : null}
      {newVersionAvailable ? (
        <StateBadge kind="busy" icon={IconArrowUpCircle}>
          New Version Available
        </StateBadge>
      ) : null}
    </Group>
  );
}
