import { useState } from 'react';
import { onDemand } from '../ui/on-demand.tsx';
import { useShortcuts } from './shortcuts.ts';

const List = onDemand(
  async () => (await import('./shortcut-list.tsx')).ShortcutList,
  ({ opened }) => opened,
);

/** What `?` shows. */
export function ShortcutHelp({ opened, onOpen, onClose }: Readonly<HelpProps>) {
  useShortcuts([{ keys: '?', label: 'Show the keyboard shortcuts', run: onOpen }]);
  return <List opened={opened} onClose={onClose} />;
}

interface HelpProps {
  readonly opened: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** Whether the help is open, for whoever shows a button for it. */
export function useShortcutHelp(): HelpProps {
  const [opened, setOpened] = useState(false);
  return { opened, onOpen: () => setOpened(true), onClose: () => setOpened(false) };
}
