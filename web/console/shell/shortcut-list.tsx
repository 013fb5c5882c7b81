import { Group, Kbd, Stack, Switch, Text } from '@mantine/core';
import { switchShortcuts, useAllShortcuts, useShortcutsOn } from './shortcuts.ts';

/** The shortcuts of the page, and the switch for all of them. A file of its own, loaded when it is asked for. */
export function ShortcutList() {
  const shortcuts = useAllShortcuts();
  const on = useShortcutsOn();
  const shown = new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut]));
  return (
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
  );
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
