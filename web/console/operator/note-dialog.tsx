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
  readonly onConfirm: (note: string) => Promise<unknown>;
}

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
  onConfirm,
}: Omit<NoteDialogProps, 'opened' | 'title'>) {
  const [note, setNote] = useState('');
  const [isMissing, setMissing] = useState(false);
  const act = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (note.trim() === '') setMissing(true);
        else act.mutate(note.trim());
      }}
    >
      <Stack>
        <div>{children}</div>
        <Textarea
          label="Note"
          description="Who wanted it, and why. Operators read it in the audit log."
          error={isMissing ? 'Say who wanted it, and why.' : null}
          maxLength={1_000}
          autosize
          minRows={2}
          value={note}
          onChange={(event) => {
            setNote(event.currentTarget.value);
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
