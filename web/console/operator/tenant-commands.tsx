import { useRouter } from '@tanstack/react-router';
import {
  IconAffiliate,
  IconCopy,
  IconHistory,
  IconPencil,
  IconToggleRight,
  IconUserPlus,
} from '@tabler/icons-react';
import type { TenantView } from '../../../src/tenants/schema.ts';
import { useCommands } from '../shell/commands.ts';
import { copyAndTell } from '../ui/use-copy.ts';

export type TenantDialog = 'preview' | 'network' | 'name' | 'invite';

/** What the palette can do with the tenant that is shown. */
export function TenantCommands({
  tenant: { id, name, preview },
  onOpen,
}: {
  readonly tenant: TenantView;
  readonly onOpen: (dialog: TenantDialog) => void;
}) {
  const router = useRouter();
  useCommands([
    {
      id: 'tenant preview',
      group: name,
      label: `Turn the preview ${preview ? 'off' : 'on'}…`,
      icon: IconToggleRight,
      keywords: ['switch'],
      run: () => onOpen('preview'),
    },
    { id: 'tenant rename', group: name, label: 'Rename…', icon: IconPencil, run: () => onOpen('name') },
    {
      id: 'tenant network',
      group: name,
      label: 'Change the network…',
      icon: IconAffiliate,
      run: () => onOpen('network'),
    },
    {
      id: 'tenant invite',
      group: name,
      label: 'Invite an administrator…',
      icon: IconUserPlus,
      run: () => onOpen('invite'),
    },
    {
      id: 'tenant copy id',
      group: name,
      label: 'Copy tenant ID',
      icon: IconCopy,
      run: () => void copyAndTell(String(id), 'tenant ID'),
    },
    {
      id: 'tenant audit',
      group: name,
      label: 'Audit of the tenant',
      icon: IconHistory,
      run: () => router.history.push(`/operator/audit?tenantId=${id}`),
    },
  ]);
  return null;
}
