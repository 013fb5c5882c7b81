import { Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TenantView } from '../../../src/tenants/schema.ts';
import { api, type Tagged } from '../api/client.ts';
import { path } from '../api/path.ts';
import { hasCode } from '../api/problem.ts';
import { ConflictAlert } from '../ui/conflict-alert.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toast } from '../ui/toast.ts';
import { useWhileOpen } from '../ui/use-while-open.ts';
import { networkQuery } from './network-query.ts';
import { labelOfNetwork, NetworkSelect } from './network-select.tsx';
import { FormActions } from '../ui/form-actions.tsx';

interface MoveDialogProps {
  /** The tenant as it was when the dialog was opened; undefined: it is not. */
  readonly moved: Tagged<TenantView> | undefined;
  readonly onClose: () => void;
  readonly onMoved: () => Promise<unknown>;
  /** When somebody else was faster: what there is by now. */
  readonly readAnew: () => Promise<Tagged<TenantView>>;
}

/** Puts a tenant into a network, another one, or none. */
export function MoveDialog({ moved, onClose, ...rest }: MoveDialogProps) {
  const asked = useWhileOpen(moved !== undefined, moved);
  return (
    <Modal opened={moved !== undefined} onClose={onClose} title={`Network of ${asked?.data.name ?? ''}`}>
      {asked === undefined ? null : <Choice opened={asked} onClose={onClose} {...rest} />}
    </Modal>
  );
}

const toValue = ({ data: { networkId } }: Tagged<TenantView>): string | null =>
  networkId === null ? null : String(networkId);

function Choice({
  opened,
  onClose,
  onMoved,
  readAnew,
}: Omit<MoveDialogProps, 'moved'> & { readonly opened: Tagged<TenantView> }) {
  const [base, setBase] = useState(opened);
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({ initialValues: { networkId: toValue(opened) } });
  const present = toValue(base);
  const network = useQuery({ ...networkQuery(present ?? ''), enabled: present !== null });
  const move = useMutation({
    mutationFn: async (chosen: string | null) => {
      const body = { networkId: chosen === null ? null : Number(chosen) };
      await api.tagged.put(path`/api/operator/tenants/${base.data.id}/network`, { body, etag: base.etag });
      await onMoved();
      toast.good(chosen === null ? 'It is in no network.' : `It is in the network ${chosen}.`);
    },
    onSuccess: onClose,
    onError: async (err) => {
      setPlaced(showFieldErrors(form, err));
      if (hasCode(err, 'changed_meanwhile')) setBase(await readAnew());
    },
  });
  const isConflict = hasCode(move.error, 'changed_meanwhile');
  const theirs = present === null ? 'None' : labelOfNetwork(network.data?.data, present);
  return (
    <form noValidate onSubmit={form.onSubmit(({ networkId }) => move.mutate(networkId))}>
      <Stack>
        <Text size="sm">
          Connections through the clients of the network that is left end at once. In the new one the tenant
          starts as not connected.
        </Text>
        <NetworkSelect
          {...(present !== null && { present: { value: present, label: theirs } })}
          value={form.values.networkId}
          onChange={(networkId) => form.setFieldValue('networkId', networkId)}
          error={form.errors['networkId']}
        />
        {isConflict ? (
          <ConflictAlert
            what="this tenant"
            differences={present === form.values.networkId ? [] : [{ label: 'Network', theirs }]}
            onTakeTheirs={() => {
              form.setValues({ networkId: present });
              move.reset();
            }}
          />
        ) : (
          <ProblemAlert title="It was not moved" error={move.error} hiddenFields={placed} />
        )}
        <FormActions
          onClose={onClose}
          submit={isConflict ? 'Save mine all the same' : 'Save'}
          isPending={move.isPending}
        />
      </Stack>
    </form>
  );
}
