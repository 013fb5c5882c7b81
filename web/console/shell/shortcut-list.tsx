import { Group, Kbd, Stack, Switch, Text } from '@mantine/core';
import { DialogWindow } from '../ui/dialog-window.tsx';
import { switchShortcuts, useAllShortcuts, useShortcutsOn } from './shortcuts.ts';

/** The shortcuts of this page, and the switch for all of them. */
export function ShortcutList({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const shortcuts = useAllShortcuts();
  const on = useShortcutsOn();
  const shown = new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut]));
  return (
    <DialogWindow opened={opened} onClose={onClose} title="Keyboard shortcuts">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">Search and go to anything (always on)</Text>
          <Keys keys="Ctrl K" />
        </Group>
        {[...shown.values()].map(({ keys, label }) => (
          <Group key={keys} justify="space-between" wrap="nowrap" {...(!on && { c: 'dimmed' })}>
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
    </DialogWindow>
  );
}

function Keys({ keys }: { readonly keys: string }) {
  return (
    <Group gap={4} wrap="nowrap" flex="none">
      {keys.split(' ').map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </Group>
  );
}
