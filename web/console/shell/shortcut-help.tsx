import { Modal } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useShortcuts } from './shortcuts.ts';

const ShortcutList = lazy(async () => ({ default: (await import('./shortcut-list.tsx')).ShortcutList }));

/** What `?` shows. */
export function ShortcutHelp({ opened, onOpen, onClose }: Readonly<HelpProps>) {
  useShortcuts([{ keys: '?', label: 'Show the keyboard shortcuts', run: onOpen }]);
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts">
      <Suspense fallback={null}>
        <ShortcutList />
      </Suspense>
    </Modal>
  );
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
