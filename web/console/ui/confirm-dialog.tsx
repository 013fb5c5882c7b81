import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { useWhileOpen } from './use-while-open.ts';

export interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Asks, and names the thing: "Delete the app CRM?" */
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** The deed: "Delete CRM". */
  readonly confirm: string;
  /** For what is itself called a cancelling; else Cancel. */
  readonly dismiss?: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly isDangerous?: boolean;
  /** For the worst: what has to be typed before it can be done. */
  readonly typeToConfirm?: string;
}

/** Asks before something that cannot be taken back. Stays open while it is done and, with the reason, when it fails. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const asked = useWhileOpen(props.opened, props);
  const [isUnderWay, setUnderWay] = useState(false);
  return (
    <Dialog
      opened={props.opened}
      onClose={() => {
        if (!isUnderWay) props.onClose();
      }}
      title={asked.title}
      closeButtonProps={{ 'aria-label': 'Close', disabled: isUnderWay }}
    >
      <Question {...asked} isUnderWay={isUnderWay} setUnderWay={setUnderWay} />
    </Dialog>
  );
}

interface QuestionProps extends ConfirmDialogProps {
  readonly isUnderWay: boolean;
  readonly setUnderWay: (isUnderWay: boolean) => void;
}

function Question(props: QuestionProps) {
  const { onClose, children, confirm, dismiss = 'Cancel', onConfirm } = props;
  const { isDangerous = false, typeToConfirm, isUnderWay, setUnderWay } = props;
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<unknown>(null);
  const isTyped = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  const act = async (): Promise<void> => {
    setUnderWay(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (err) {
      setError(err);
    } finally {
      setUnderWay(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isTyped) void act();
      }}
    >
      <Stack>
        <div>{children}</div>
        {typeToConfirm === undefined ? null : (
          <TextInput
            label={`Type ${typeToConfirm} to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        <ProblemAlert error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" disabled={isUnderWay} onClick={onClose}>
            {dismiss}
          </Button>
          <Button
            type="submit"
            loading={isUnderWay}
            disabled={!isTyped}
            {...(isDangerous && { color: 'red.8' })}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
