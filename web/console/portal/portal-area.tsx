import { Outlet, useRouter } from '@tanstack/react-router';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { useCommands } from '../shell/commands.ts';

/** What one can do from anywhere in the portal. */
export function PortalArea() {
  const router = useRouter();
  const group = 'Developer portal';
  useCommands([
    {
      id: 'portal new app',
      group,
      label: 'Create New App',
      icon: IconPlus,
      keywords: ['register', 'application'],
      run: () => router.history.push('/portal/apps/new'),
    },
    {
      id: 'portal people',
      group,
      label: 'Invite somebody into your organisation',
      icon: IconUsers,
      keywords: ['people', 'member', 'colleague'],
      run: () => router.history.push('/portal/people?invite=yes'),
    },
  ]);
  return <Outlet />;
}
