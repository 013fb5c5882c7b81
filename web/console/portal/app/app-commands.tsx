import { useRouter } from '@tanstack/react-router';
import { IconArrowRight, IconCopy, IconPencil, IconSend, IconTrash } from '@tabler/icons-react';
import type { AppView } from '../../../../src/apps/schema.ts';
import { useCommands } from '../../shell/commands.ts';
import { copyAndTell } from '../../ui/use-copy.ts';
import { appHref, appTabs } from './app-tabs.ts';

/** What the palette can do with the app that is shown. */
export function AppCommands({ app: { id, name, appKey } }: { readonly app: AppView }) {
  const router = useRouter();
  const goTo = (path: string) => (): void => router.history.push(appHref(id, path));
  useCommands([
    ...appTabs.map(({ label, path }) => ({
      id: `app tab ${label}`,
      group: name,
      label,
      icon: IconArrowRight,
      run: goTo(path),
    })),
    {
      id: 'app copy key',
      group: name,
      label: 'Copy app key',
      icon: IconCopy,
      run: () => void copyAndTell(appKey, 'app key'),
    },
    {
      id: 'app first event',
      group: name,
      label: 'See a first signed event',
      icon: IconSend,
      keywords: ['test', 'inbox'],
      run: goTo('/first-event'),
    },
    { id: 'app edit', group: name, label: 'Edit details', icon: IconPencil, run: goTo('/edit') },
    {
      id: 'app delete',
      group: name,
      label: `Delete ${name}…`,
      icon: IconTrash,
      run: goTo('/edit?delete=yes'),
    },
  ]);
  return null;
}
