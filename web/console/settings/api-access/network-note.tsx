import { List } from '@mantine/core';
import { IconSitemap } from '@tabler/icons-react';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { Notice } from '../../ui/notice.tsx';
import { useTenant } from '../tenant-query.ts';

/** What it means that an app is shared within the network of the tenant; nothing where it is not. */
export function NetworkNote({ app: { network, name, credentialMode } }: { readonly app: AppDetail }) {
  const tenant = useTenant();
  if (network === null) return null;
  return (
    <Notice kind="busy" mt="md" icon={IconSitemap} title={`Shared within the network ${network.name}`}>
      <List size="sm" spacing={4}>
        <List.Item>
          You allow for {tenant.name} alone; each tenant of the network allows for itself.
        </List.Item>
        <List.Item>
          Those who allowed have one Client ID and its secrets together. Whoever has a secret reads the data
          of all of them.
        </List.Item>
        <List.Item>
          Any of them may {credentialMode === 'tenant' ? 'generate and revoke' : 'revoke'} secrets, for all.
          Disabling {name} ends it for {tenant.name} alone.
        </List.Item>
      </List>
    </Notice>
  );
}
