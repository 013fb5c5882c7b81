import { Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BrandView } from '../../../../src/schedulers/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { toast } from '../../ui/toast.ts';
import { useWhileOpen } from '../../ui/use-while-open.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';
import { useSchedulersChanged } from './scheduler-query.ts';
import { FormActions } from '../../ui/form-actions.tsx';

interface BrandDialogProps {
  /** The brand to be renamed, `new`, or nothing. */
  readonly editing: BrandView | 'new' | undefined;
  readonly onClose: () => void;
}

/** Makes a brand, or calls one otherwise. */
export function BrandDialog({ editing, onClose }: BrandDialogProps) {
  const asked = useWhileOpen(editing !== undefined, editing);
  const title = asked === 'new' ? 'New brand' : `Rename ${asked?.name ?? ''}`;
  return (
    <Modal opened={editing !== undefined} onClose={onClose} title={title}>
      <Edit editing={asked} onClose={onClose} />
    </Modal>
  );
}

function Edit({ editing, onClose }: BrandDialogProps) {
  const tenant = useTenant();
  const changed = useSchedulersChanged();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const brand = editing === 'new' ? undefined : editing;
  const form = useForm({
    initialValues: { name: brand?.name ?? '' },
    validate: { name: (name) => (name.trim() === '' ? 'Type the name of the brand.' : null) },
  });
  const save = useMutation({
    mutationFn: async (values: { name: string }) => {
      const body = { name: values.name.trim() };
      const url = tenantApi(tenant, '/brands');
      if (brand === undefined) await api.post<BrandView>(url, { body });
      else await api.patch<BrandView>(url + path`/${brand.id}`, { body });
      await changed();
      toast.good(brand === undefined ? `${body.name} is made.` : `It is called ${body.name} now.`);
      onClose();
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <ProblemAlert error={save.error} hiddenFields={placed} />
        <TextInput
          label="Name"
          description={
            brand === undefined
              ? 'A name under which your company works. The brand gets an install key of its own.'
              : 'Visitors and apps read it from now on. The install key stays.'
          }
          maxLength={200}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <FormActions
          onClose={onClose}
          submit={brand === undefined ? 'Make the brand' : 'Rename'}
          isPending={save.isPending}
        />
      </Stack>
    </form>
  );
}
