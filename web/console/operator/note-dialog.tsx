import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { useWhileOpen } from '../ui/use-while-open.ts';

interface NoteDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Asks, and names the thing. */
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** What is asked for, unless it is a note for other operators. */
  readonly asked?: { readonly label: string; readonly description: string; readonly missing: string };
  readonly maxLength?: number;
  readonly onConfirm: (note: string) => Promise<unknown>;
}

const note = {
  label: 'Note',
  description: 'Who wanted it, and why. Operators read it in the audit log.',
  missing: 'Say who wanted it, and why.',
};

/** Asks for who wanted it and why, before something that others will want to understand later. */
export function NoteDialog(props: NoteDialogProps) {
  const asked = useWhileOpen(props.opened, props);
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={asked.title}>
      <Question {...asked} />
    </Modal>
  );
}

function Question({
  onClose,
  children,
  confirm,
  isDangerous = false,
  asked = note,
  maxLength = 1_000,
  onConfirm,
}: NoteDialogProps) {
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { text: '' },
    validate: { text: (text) => (text.trim() === '' ? asked.missing : null) },
  });
  const act = useMutation({
    mutationFn: onConfirm,
    onSuccess: onClose,
    onError: (err) => setPlaced(showFieldErrors(form, err, { note: 'text', reason: 'text' })),
  });
  return (
    <form noValidate onSubmit={form.onSubmit(({ text }) => act.mutate(text.trim()))}>
      <Stack>
        <div>{children}</div>
        <Textarea
          label={asked.label}
          description={asked.description}
          maxLength={maxLength}
          autosize
          minRows={2}
          data-autofocus
          {...form.getInputProps('text')}
        />
        <ProblemAlert error={act.error} hiddenFields={placed} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={act.isPending} {...(isDangerous && { color: 'red.8' })}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
