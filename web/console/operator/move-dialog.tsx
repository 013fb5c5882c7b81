import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { NetworkView, TenantView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toast } from '../ui/toast.ts';

interface MoveDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly tenant: TenantView;
  readonly etag: string | undefined;
  readonly onMoved: () => Promise<unknown>;
}

/** Puts a tenant into a network, another one, or none. */
export function MoveDialog({ opened, onClose, ...rest }: MoveDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Network of ${rest.tenant.name}`}>
      <Choice onClose={onClose} {...rest} />
    </Modal>
  );
}

function Choice({ onClose, tenant, etag, onMoved }: Omit<MoveDialogProps, 'opened'>) {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string | null>(
    tenant.networkId === null ? null : String(tenant.networkId),
  );
  const networks = useQuery({
    queryKey: ['operator', 'networks', 'choice', search],
    queryFn: ({ signal }) =>
      api.get<{ data: NetworkView[] }>('/api/operator/networks', {
        query: { search: /· (\d+)$/.exec(search)?.[1] ?? search, limit: 50 },
        signal,
      }),
  });
  const move = useMutation({
    mutationFn: async () => {
      const networkId = chosen === null ? null : Number(chosen);
      await api.tagged.put(path`/api/operator/tenants/${tenant.id}/network`, { body: { networkId }, etag });
      await onMoved();
      toast.good(networkId === null ? 'It is in no network.' : `It is in the network ${networkId}.`);
    },
    onSuccess: onClose,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        move.mutate();
      }}
    >
      <Stack>
        <Text size="sm">
          Connections through the clients of the network that is left end at once. In the new one the tenant
          starts as not connected.
        </Text>
        <Select
          label="Network"
          description="Left empty: none."
          placeholder="None"
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'No network' }}
          nothingFoundMessage="No network is called so"
          data={(networks.data?.data ?? []).map(({ id, name }) => ({
            value: String(id),
            label: `${name} · ${id}`,
          }))}
          filter={({ options }) => options}
          value={chosen}
          onChange={setChosen}
          onSearchChange={setSearch}
        />
        <ProblemAlert error={networks.error ?? move.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={move.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
