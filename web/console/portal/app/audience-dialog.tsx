import { Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { toast } from '../../ui/toast.ts';
import { useWhileOpen } from '../../ui/use-while-open.ts';
import { toId } from '../app-form/values.ts';
import { useApp } from './app-query.ts';
import { audienceOf, type AudienceList, bodyOf, idNameOf, nameOf } from './audience.ts';
import { useAppChange } from './use-app-change.ts';
import { FormActions } from '../../ui/form-actions.tsx';

export interface Named {
  readonly id: number;
  readonly note: string | null;
}

interface EditProps {
  readonly list: AudienceList;
  readonly editing: Named | 'new' | undefined;
  readonly onClose: () => void;
}

/** Names a tenant or a network, or changes the note of one. */
export function AudienceDialog({ list, editing, onClose }: EditProps) {
  const one = nameOf(list);
  const asked = useWhileOpen(editing !== undefined, editing);
  const title = asked === 'new' ? `Add ${one}` : `Note of ${one} ${asked?.id ?? ''}`;
  return (
    <Modal opened={editing !== undefined} onClose={onClose} title={title}>
      <Edit list={list} editing={asked} onClose={onClose} />
    </Modal>
  );
}

function Edit({ list, editing, onClose }: EditProps) {
  const app = useApp().data;
  const change = useAppChange();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const before = audienceOf(app, list);
  const isNew = editing === 'new';
  const known = isNew || editing === undefined ? undefined : editing;
  const one = nameOf(list);
  const form = useForm({
    initialValues: { id: known === undefined ? '' : String(known.id), note: known?.note ?? '' },
    validate: {
      id: (typed) => {
        if (!/^\d{1,16}$/.test(typed.trim())) return `Type the id of the ${one}, a whole number.`;
        return isNew && before.some(({ id }) => id === toId(typed))
          ? `The app names this ${one} already.`
          : null;
      },
    },
  });
  const save = useMutation({
    mutationFn: async (values: { id: string; note: string }) => {
      const named = { id: toId(values.id), note: values.note.trim() === '' ? null : values.note.trim() };
      const others = before.filter(({ id }) => id !== named.id);
      await change('put', `/${list}`, bodyOf(list, [...others, named]));
      toast.good(isNew ? `The ${one} ${named.id} may connect the app now.` : 'The note is saved.');
      onClose();
    },
    onError: (err) => {
      const at = `${list}.${before.length}`;
      setPlaced(showFieldErrors(form, err, { [`${at}.${idNameOf(list)}`]: 'id', [`${at}.note`]: 'note' }));
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <ProblemAlert error={save.error} hiddenFields={placed} />
        <TextInput
          label={list === 'tenants' ? 'Tenant ID' : 'Network ID'}
          inputMode="numeric"
          autoComplete="off"
          maxLength={16}
          readOnly={!isNew}
          data-autofocus={isNew || undefined}
          {...form.getInputProps('id')}
        />
        <TextInput
          label="Note (optional)"
          description="For you: who they are, whom you talk to. Nobody else sees it."
          autoComplete="off"
          maxLength={200}
          data-autofocus={!isNew || undefined}
          {...form.getInputProps('note')}
        />
        <FormActions
          onClose={onClose}
          submit={isNew ? `Add ${one}` : 'Save note'}
          isPending={save.isPending}
        />
      </Stack>
    </form>
  );
}
