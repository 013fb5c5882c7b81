import { Button, List, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { IconEraser } from '@tabler/icons-react';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';

/** Erases what the visitor told, for whoever may. */
export function EraseSession({ sessionId, name }: { readonly sessionId: string; readonly name: string }) {
  const tenant = useTenant();
  const client = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const { role, mayManageApiAccess } = tenant.permissions;
  if (role !== 'administrator' && !mayManageApiAccess) return null;
  const erase = async (): Promise<void> => {
    await api.post(tenantApi(tenant, path`/sessions/${sessionId}/erasure`));
    await client.invalidateQueries({ queryKey: ['settings', String(tenant.id)] });
    toast.good('What the visitor told is erased.');
  };
  return (
    <>
      <Button variant="default" leftSection={<IconEraser size={16} aria-hidden />} onClick={open}>
        Erase…
      </Button>
      <ConfirmDialog
        opened={isOpen}
        onClose={close}
        title={`Erase what ${name} told?`}
        confirm="Erase for good"
        onConfirm={erase}
        isDangerous
      >
        <Text size="sm">This cannot be taken back.</Text>
        <List size="sm" mt="xs" spacing={4}>
          <List.Item>
            Name, contact, address, answers and device go: from the session, its events, their deliveries and
            from the router session that led to it.
          </List.Item>
          <List.Item>
            What waits to be sent is cancelled. What apps have received already, they keep.
          </List.Item>
          <List.Item>Ids, times and the outcome stay, so that no figure changes.</List.Item>
        </List>
      </ConfirmDialog>
    </>
  );
}
