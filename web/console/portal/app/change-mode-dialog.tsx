import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';
import { CredentialChoice } from '../app-form/credential-choice.tsx';
import type { CredentialMode } from '../app-form/values.ts';
import { useApp } from './app-query.ts';
import { useAppChange } from './use-app-change.ts';

/** Who configures the credentials from now on. */
export function ChangeModeDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const change = useAppChange();
  const now = useApp().data.credentialMode as CredentialMode;
  const [chosen, setChosen] = useState<CredentialMode>();
  return (
    <ConfirmDialog
      opened={opened}
      onClose={() => {
        setChosen(undefined);
        onClose();
      }}
      title="Who configures the credentials?"
      confirm="Save the choice"
      onConfirm={async () => {
        if (chosen === undefined || chosen === now) return;
        await change('patch', '', { credentialMode: chosen });
        toast.good('The choice is saved.');
      }}
    >
      <Stack gap="sm">
        <CredentialChoice
          inputProps={{ value: chosen ?? now, onChange: (mode: string) => setChosen(mode as CredentialMode) }}
        />
        <Text size="sm">Secrets that exist go on working.</Text>
      </Stack>
    </ConfirmDialog>
  );
}
