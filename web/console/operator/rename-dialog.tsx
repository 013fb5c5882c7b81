import { Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Tagged } from '../api/client.ts';
import { hasCode } from '../api/problem.ts';
import { ConflictAlert } from '../ui/conflict-alert.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toast } from '../ui/toast.ts';
import { useWhileOpen } from '../ui/use-while-open.ts';
import { FormActions } from '../ui/form-actions.tsx';

type Named = Tagged<{ readonly name: string }>;

interface RenameDialogProps {
  /** What it was when the dialog was opened; undefined: it is not. */
  readonly renamed: Named | undefined;
  readonly onClose: () => void;
  /** "this tenant" */
  readonly what: string;
  readonly onRename: (name: string, etag: string | undefined) => Promise<unknown>;
  /** When somebody else was faster: what there is by now. */
  readonly readAnew: () => Promise<Named>;
}

/** Another name for a tenant or a network. */
export function RenameDialog({ renamed, onClose, ...rest }: RenameDialogProps) {
  const asked = useWhileOpen(renamed !== undefined, renamed);
  return (
    <Modal opened={renamed !== undefined} onClose={onClose} title={`Rename ${asked?.data.name ?? ''}`}>
      {asked === undefined ? null : <NameForm opened={asked} onClose={onClose} {...rest} />}
    </Modal>
  );
}

function NameForm({
  opened,
  onClose,
  what,
  onRename,
  readAnew,
}: Omit<RenameDialogProps, 'renamed'> & { readonly opened: Named }) {
  const [base, setBase] = useState(opened);
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { name: opened.data.name },
    validate: { name: (value) => (value.trim() === '' ? 'Type a name.' : null) },
  });
  const rename = useMutation({
    mutationFn: async ({ name }: { readonly name: string }) => {
      await onRename(name.trim(), base.etag);
      toast.good(`It is called ${name.trim()} now.`);
    },
    onSuccess: onClose,
    onError: async (err) => {
      setPlaced(showFieldErrors(form, err));
      if (hasCode(err, 'changed_meanwhile')) setBase(await readAnew());
    },
  });
  const isConflict = hasCode(rename.error, 'changed_meanwhile');
  const theirs = base.data.name;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => rename.mutate(values))}>
      <Stack>
        <TextInput
          label="Name"
          maxLength={200}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        {isConflict ? (
          <ConflictAlert
            what={what}
            differences={theirs === form.values.name.trim() ? [] : [{ label: 'Name', theirs }]}
            onTakeTheirs={() => {
              form.setValues({ name: theirs });
              rename.reset();
            }}
          />
        ) : (
          <ProblemAlert error={rename.error} hiddenFields={placed} />
        )}
        <FormActions
          onClose={onClose}
          submit={isConflict ? 'Save mine all the same' : 'Save'}
          isPending={rename.isPending}
        />
      </Stack>
    </form>
  );
}
