import { Group, Kbd, Modal, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { switchShortcuts, useAllShortcuts, useShortcuts, useShortcutsOn } from './shortcuts.ts';

/** What `?` shows: the shortcuts of this page, and the switch for all of them. */
export function ShortcutHelp({ opened, onOpen, onClose }: Readonly<HelpProps>) {
  useShortcuts([{ keys: '?', label: 'Show the keyboard shortcuts', run: onOpen }]);
  const shortcuts = useAllShortcuts();
  const on = useShortcutsOn();
  const shown = new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut]));
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">Search and go to anything (always on)</Text>
          <Keys keys="Ctrl K" />
        </Group>
        {[...shown.values()].map(({ keys, label }) => (
          <Group key={keys} justify="space-between" wrap="nowrap" opacity={on ? 1 : 0.6}>
            <Text size="sm">{label}</Text>
            <Keys keys={keys} />
          </Group>
        ))}
        <Switch
          mt="md"
          checked={on}
          onChange={(event) => switchShortcuts(event.currentTarget.checked)}
          label="Single-key shortcuts"
          description="Switch them off if you steer by voice, or if they get in your way."
        />
      </Stack>
    </Modal>
  );
}

interface HelpProps {
  readonly opened: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

function Keys({ keys }: { readonly keys: string }) {
  return (
    <Group gap={4} wrap="nowrap">
      {keys.split(' ').map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </Group>
  );
}

/** Whether the help is open, for whoever shows a button for it. */
export function useShortcutHelp(): HelpProps {
  const [opened, setOpened] = useState(false);
  return { opened, onOpen: () => setOpened(true), onClose: () => setOpened(false) };
}
