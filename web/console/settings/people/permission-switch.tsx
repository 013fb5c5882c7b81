import { Switch, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconCheck } from '@tabler/icons-react';
import type { Member } from '../../../../src/people/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { toast } from '../../ui/toast.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';
import { type Permission, permissions } from './member-words.ts';
import { useMembersChanged } from './members-query.ts';

/** Grants a permission or withdraws it, at once: the switch shows what is wanted, and goes back when the server refuses. */
export function PermissionSwitch({ member, field }: { readonly member: Member; readonly field: Permission }) {
  const tenant = useTenant();
  const changed = useMembersChanged();
  const { title = '' } = permissions.find((one) => one.field === field) ?? {};
  const change = useMutation({
    mutationFn: async (isGranted: boolean) => {
      await api.patch(tenantApi(tenant, path`/people/${member.personId}`), { body: { [field]: isGranted } });
      await changed(false);
    },
    onSuccess: (_, isGranted) =>
      toast.good(`${member.name} ${isGranted ? 'may' : 'may no longer'}: ${title}.`),
    onError: (err) => toast.bad(`The permissions of ${member.name} stay as they are`, err),
  });
  if (member.role === 'administrator')
    return (
      <Text size="sm" c="dimmed" component="span">
        Always
      </Text>
    );
  const isOn = change.isPending ? change.variables : member[field];
  return (
    <Switch
      aria-label={`${title}: ${member.name}`}
      checked={isOn}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
      size="md"
      w="fit-content"
      styles={{ labelWrapper: { display: 'none' } }}
      // Not by colour and place alone.
      thumbIcon={
        isOn ? <IconCheck size={12} stroke={3} color="var(--mantine-color-fern-7)" aria-hidden /> : undefined
      }
    />
  );
}
