import { Button, Group } from '@mantine/core';
import { IconPencil, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { Card } from '../../ui/card.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { useApp } from './app-query.ts';
import { audienceOf } from './audience.ts';
import { AudienceDialog, type Named } from './audience-dialog.tsx';
import { IconAction } from '../../ui/icon-action.tsx';
import classes from './named-list.module.css';
import { RemoveNamed } from './remove-named.tsx';

/** The networks whose tenants may connect. */
export function NetworksCard() {
  const networks = audienceOf(useApp().data, 'networks');
  const [editing, setEditing] = useState<Named | 'new'>();
  const [removing, setRemoving] = useState<number>();
  return (
    <div className={classes['card']}>
      <Card
        title="Networks"
        description="Each tenant of a named network may connect, and shows in the list once it has. Within a network one client ID is shared."
        actions={
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setEditing('new')}
          >
            Add network
          </Button>
        }
      >
        {networks.length === 0 ? (
          <p className={classes['none']}>No network is named.</p>
        ) : (
          <ul className={classes['list']}>
            {networks.map((network) => (
              <li key={network.id}>
                <TwoLines more={network.note ?? ''}>
                  <strong>{network.id}</strong>
                </TwoLines>
                <Group gap={2} wrap="nowrap">
                  <IconAction
                    label={`Note of network ${network.id}`}
                    icon={IconPencil}
                    onClick={() => setEditing(network)}
                  />
                  <IconAction
                    label={`Remove network ${network.id}`}
                    icon={IconX}
                    onClick={() => setRemoving(network.id)}
                  />
                </Group>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <AudienceDialog list="networks" editing={editing} onClose={() => setEditing(undefined)} />
      <RemoveNamed list="networks" id={removing} onClose={() => setRemoving(undefined)} />
    </div>
  );
}
