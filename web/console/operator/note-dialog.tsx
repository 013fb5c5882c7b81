import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { ProblemAlert } from '../ui/problem-alert.tsx';

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
export function NoteDialog({ opened, onClose, title, ...rest }: NoteDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Question onClose={onClose} {...rest} />
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
}: Omit<NoteDialogProps, 'opened' | 'title'>) {
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const act = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') setMissing(true);
        else act.mutate(text.trim());
      }}
    >
      <Stack>
        <div>{children}</div>
        <Textarea
          label={asked.label}
          description={asked.description}
          error={isMissing ? asked.missing : null}
          maxLength={maxLength}
          autosize
          minRows={2}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setMissing(false);
          }}
          data-autofocus
        />
        <ProblemAlert error={act.error} />
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
