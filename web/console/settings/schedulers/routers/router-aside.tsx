import { Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { Card } from '../../../ui/card.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { CopyField } from '../../../ui/copy-field.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { toast } from '../../../ui/toast.ts';
import { useIsAdministrator } from '../../administrators.tsx';
import { tenantApi, tenantHref, useTenant } from '../../tenant-query.ts';
import { routerQuery, routersKey, type RouterView } from './router-query.ts';

/** What a page needs to open the router, and its end. */
export function RouterAside({
  router: { id, name, createdOn, modifiedOn },
}: {
  readonly router: RouterView;
}) {
  const tenant = useTenant();
  const router = useRouter();
  const client = useQueryClient();
  const isAdministrator = useIsAdministrator();
  const [asks, setAsks] = useState(false);
  const remove = async (): Promise<void> => {
    await api.delete(tenantApi(tenant, path`/routers/${id}`));
    toast.good(`${name} is deleted.`);
    await router.navigate({ to: tenantHref(tenant, 'schedulers/routers') });
    client.removeQueries({ queryKey: routerQuery(tenant, id).queryKey });
    await client.invalidateQueries({ queryKey: routersKey(tenant) });
  };
  return (
    <Card title="Install">
      <Stack gap="sm">
        <CopyField label="Router ID" value={id} />
        <Text size="xs" c="dimmed" component="div">
          Made <Instant at={createdOn} />
          <br />
          Changed <Instant at={modifiedOn} show="relative" />
        </Text>
        {isAdministrator ? (
          <Button
            variant="default"
            c="var(--bad)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsks(true)}
          >
            Delete…
          </Button>
        ) : null}
      </Stack>
      <ConfirmDialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={`Delete the router ${name}?`}
        confirm={`Delete ${name}`}
        isDangerous
        onConfirm={remove}
      >
        <Text size="sm">
          Pages that open it find nothing any more. A router that visitors have opened cannot be deleted,
          since their sessions name it: take its rules away instead.
        </Text>
      </ConfirmDialog>
    </Card>
  );
}
