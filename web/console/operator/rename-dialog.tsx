import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { hasCode } from '../api/problem.ts';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toast } from '../ui/toast.ts';

interface RenameDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly name: string;
  readonly onRename: (name: string) => Promise<unknown>;
  /** When somebody else was faster: what there is by now is read. */
  readonly onConflict: () => Promise<unknown>;
}

/** Another name for a tenant or a network. */
export function RenameDialog({ opened, onClose, ...rest }: RenameDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Rename ${rest.name}`}>
      <NameForm onClose={onClose} {...rest} />
    </Modal>
  );
}

function NameForm({ onClose, name, onRename, onConflict }: Omit<RenameDialogProps, 'opened'>) {
  const form = useForm({
    initialValues: { name },
    validate: { name: (value) => (value.trim() === '' ? 'Type a name.' : null) },
  });
  const rename = useMutation({
    mutationFn: async (typed: string) => {
      await onRename(typed);
      toast.good(`It is called ${typed} now.`);
    },
    onSuccess: onClose,
    onError: async (err) => {
      showFieldErrors(form, err);
      if (hasCode(err, 'changed_meanwhile')) await onConflict();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => rename.mutate(values.name.trim()))}>
      <Stack>
        <TextInput
          label="Name"
          maxLength={200}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <ProblemAlert error={rename.error} hiddenFields={['name']} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rename.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
