import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { SecondFactorSetUp } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { QrCode } from './qr-code.tsx';
import { SecretOnce } from '../ui/secret-once.tsx';

/** The key for the authenticator app, the backup codes, and the first code, with which it counts. */
export function SetUpForm({
  setUp: { totpUri, backupCodes },
  onDone,
}: {
  readonly setUp: Static<typeof SecondFactorSetUp>;
  readonly onDone: () => Promise<void>;
}) {
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim() === '' ? 'Type the code.' : null) },
  });
  const confirm = useMutation({
    mutationFn: async (code: string) => {
      await api.post('/api/people/me/second-factor/confirm', { body: { code } });
      await onDone();
    },
    onError: (err) => showFieldErrors(form, err),
  });
  const key = new URL(totpUri).searchParams.get('secret') ?? '';
  return (
    <>
      <Card title="1. Put the key into your authenticator app">
        <Group align="flex-start" gap="lg">
          <QrCode text={totpUri} label="QR code of the setup key" />
          <Stack gap="sm" flex="1 1 18rem">
            <Text size="sm">
              Scan the code with the app. If it cannot, choose “enter a setup key” there, time based, 6
              digits; or, on this device, <Anchor href={totpUri}>open it in the app</Anchor>.
            </Text>
            <CopyField label="Setup key" value={key} />
          </Stack>
        </Group>
      </Card>
      <Card title="2. Keep your backup codes">
        <SecretOnce
          label="Backup codes"
          value={backupCodes.join(' ')}
          next="Keep them away from your telephone; each signs you in once."
        />
      </Card>
      <Card title="3. Confirm">
        <form noValidate onSubmit={form.onSubmit(({ code }) => confirm.mutate(code.trim()))}>
          <Stack maw={400}>
            <ProblemAlert error={confirm.error} hiddenFields={['code']} />
            <TextInput
              label="The code that the app shows now"
              autoComplete="one-time-code"
              inputMode="numeric"
              maxLength={50}
              aria-required
              {...form.getInputProps('code')}
            />
            <div>
              <Button type="submit" loading={confirm.isPending}>
                Switch it on
              </Button>
            </div>
          </Stack>
        </form>
      </Card>
    </>
  );
}
