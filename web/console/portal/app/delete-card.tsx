import { Button, List, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { IconTrash } from '@tabler/icons-react';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';
import { useUrlState } from '../../ui/use-url-state.ts';
import { appQuery, useApp } from './app-query.ts';
import { useConnections } from './connections-query.ts';

/** The end of an app. `?delete=yes` asks at once. */
export function DeleteCard() {
  const { data: app, etag } = useApp();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { values, set } = useUrlState({ delete: '' });
  const { rows = [] } = useConnections(app.id);
  const connected = rows.filter(({ state }) => state === 'connected').length;
  const remove = async (): Promise<void> => {
    const { queryKey } = appQuery(app.id);
    try {
      await api.delete(path`/api/portal/apps/${app.id}`, { etag });
    } catch (err) {
      await queryClient.invalidateQueries({ queryKey, exact: true });
      throw err;
    }
    toast.good(`${app.name} is deleted.`);
    await router.navigate({ to: '/portal/apps' });
    queryClient.removeQueries({ queryKey });
    await queryClient.invalidateQueries({ queryKey: ['portal', 'apps'] });
  };
  return (
    <Card
      title="Delete this app"
      description="Its key, its calls and its deliveries end, for every tenant and for good."
      actions={
        <Button
          variant="default"
          c="var(--bad)"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => set({ delete: 'yes' })}
        >
          Delete…
        </Button>
      }
    >
      <ConfirmDialog
        opened={values.delete !== ''}
        onClose={() => set({ delete: '' })}
        title={`Delete the app ${app.name}?`}
        confirm={`Delete ${app.name}`}
        isDangerous
        typeToConfirm={app.name}
        onConfirm={remove}
      >
        <Stack gap="xs">
          <Text size="sm">This cannot be taken back:</Text>
          <List size="sm" spacing={2}>
            <List.Item>The app key is gone, and every call with it is refused.</List.Item>
            <List.Item>
              {connected === 0
                ? 'No tenant is connected.'
                : connected === 1
                  ? 'One connected tenant receives nothing any more.'
                  : `${connected} connected tenants receive nothing any more.`}
            </List.Item>
            <List.Item>What waits to be delivered is cancelled and cannot be replayed.</List.Item>
          </List>
        </Stack>
      </ConfirmDialog>
    </Card>
  );
}
