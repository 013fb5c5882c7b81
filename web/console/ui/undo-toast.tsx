import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Long enough to read it and to reach the button by keyboard. */
const STAYS_MS = 12_000;

/** Says what was done already, and offers to take it back. */
export function showUndo(message: string, onUndo: () => void): void {
  const id = notifications.show({
    color: 'fern',
    withBorder: true,
    autoClose: STAYS_MS,
    message: (
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            onUndo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}
