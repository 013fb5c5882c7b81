import { List, Text } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { api } from '../../api/client.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';
import { useWhileOpen } from '../../ui/use-while-open.ts';
import { useTenant } from '../tenant-query.ts';
import { appApi, appHref, useConnectionChange } from './access-query.ts';

/** Disable, which says exactly what stops, and Enable, which says what does not come by itself. */
export function SwitchDialog({
  app: { id, name, network },
  verb,
  onClose,
}: {
  readonly app: AppDetail;
  /** As it was chosen: once it is done the app is in the other state, and the question must not turn round. */
  readonly verb: 'disable' | 'enable' | undefined;
  readonly onClose: () => void;
}) {
  const tenant = useTenant();
  const router = useRouter();
  const opened = verb !== undefined;
  const asked = useWhileOpen(opened, verb);
  const change = useConnectionChange(tenant, id, (deed: 'disable' | 'enable') =>
    api.post<AppDetail>(appApi(tenant, id, `/${deed}`)),
  );
  if (asked === 'enable')
    return (
      <ConfirmDialog
        opened={opened}
        onClose={onClose}
        title={`Enable ${name} for ${tenant.name}?`}
        confirm={`Enable ${name}`}
        onConfirm={async () => {
          await change.mutateAsync('enable');
          router.history.replace(appHref(tenant, id, '?enabled=yes'));
        }}
      >
        <Text size="sm">From this moment:</Text>
        <List size="sm" mt="xs" spacing={4}>
          <List.Item>
            it reads again what the accepted version lets it, by the same Client ID and secrets;
          </List.Item>
          <List.Item>it is told of what happens from now on.</List.Item>
        </List>
        <Text size="sm" mt="xs">
          What was skipped meanwhile is not sent by itself. The developer can replay it.
        </Text>
      </ConfirmDialog>
    );
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`Disable ${name} for ${tenant.name}?`}
      confirm={`Disable ${name}`}
      isDangerous
      onConfirm={async () => {
        await change.mutateAsync('disable');
        router.history.replace(appHref(tenant, id));
        toast.good(`${name} is disabled.`);
      }}
    >
      <Text size="sm">From this moment:</Text>
      <List size="sm" mt="xs" spacing={4}>
        <List.Item>
          every call of the API for {tenant.name} is refused, also with tokens already issued;
        </List.Item>
        <List.Item>
          nothing more is sent: what waits now and what happens from now on becomes skipped;
        </List.Item>
        <List.Item>
          what is being sent this very second is not called back, but not tried again either.
        </List.Item>
      </List>
      <Text size="sm" mt="xs">
        The Client ID, the secrets and what you accepted stay. Enable it again at any time; the developer can
        then replay what was skipped.
        {network === null ? '' : ` The other tenants of ${network.name} stay connected.`}
      </Text>
    </ConfirmDialog>
  );
}
