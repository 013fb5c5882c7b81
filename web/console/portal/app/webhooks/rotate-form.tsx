import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { RotatedKey } from '../../../../../src/apps/signing-schema.ts';
import { CopyField } from '../../../ui/copy-field.tsx';
import { showFieldErrors } from '../../../ui/form-errors.ts';
import { Instant } from '../../../ui/instant.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { FormActions } from '../../../ui/form-actions.tsx';
import { OverlapChoice } from './overlap-choice.tsx';
import { OwnKeyInput } from './own-key-input.tsx';
import { useWebhookForm } from './use-webhook-change.ts';
import type { WebhookFormProps } from './webhook-dialogs.tsx';

/** A new HMAC key, typed or generated; then the key itself and what to do with it. */
export function RotateForm({ webhook, name, onClose }: WebhookFormProps) {
  const { change } = useWebhookForm(webhook.eventType);
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { origin: 'generated', hmacKey: '', overlap: '24' },
    validate: {
      hmacKey: (key, { origin }) => (origin === 'own' && key === '' ? 'Type the key.' : null),
    },
  });
  const rotate = useMutation({
    mutationFn: ({ origin, hmacKey, overlap }: ReturnType<typeof form.getValues>) =>
      change<RotatedKey>('post', '/key-rotation', {
        overlapHours: Number(overlap),
        ...(origin === 'own' && { hmacKey }),
      }),
    gcTime: 0,
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  if (rotate.data !== undefined) return <Rotated rotated={rotate.data} name={name} onClose={onClose} />;
  const { origin, hmacKey, overlap } = form.getValues();
  return (
    <form noValidate onSubmit={form.onSubmit((values) => rotate.mutate(values))}>
      <Stack>
        <Radio.Group label="The new key" {...form.getInputProps('origin')}>
          <Stack gap="xs" mt="xs">
            <Radio value="generated" label="Generate one" description="32 random bytes, as whsec_…" />
            <Radio value="own" label="My own" description="One that your server has already." />
          </Stack>
        </Radio.Group>
        {origin === 'own' ? (
          <OwnKeyInput length={hmacKey.length} inputProps={form.getInputProps('hmacKey')} />
        ) : null}
        <OverlapChoice
          value={overlap}
          onChange={(hours) => form.setFieldValue('overlap', hours)}
          what="key"
        />
        {overlap === '0' ? null : (
          <Text size="sm" c="dimmed">
            Meanwhile <code>webhook-signature</code> holds both signatures, the new one first;{' '}
            <code style={{ whiteSpace: 'nowrap' }}>x-servicetitan-signature</code> has room for one and stays
            with the old key.
          </Text>
        )}
        {webhook.previousKeyUntil === null ? null : (
          <Text size="sm" c="var(--warn)">
            An older key still signs along until <Instant at={webhook.previousKeyUntil} />: it ends at once.
          </Text>
        )}
        <ProblemAlert title="The key was not rotated" error={rotate.error} hiddenFields={placed} />
        <FormActions onClose={onClose} submit="Rotate" isPending={rotate.isPending} />
      </Stack>
    </form>
  );
}

function Rotated({
  rotated: { hmacKey, previousKeyUntil },
  name,
  onClose,
}: {
  readonly rotated: RotatedKey;
  readonly name: string;
  readonly onClose: () => void;
}) {
  return (
    <Stack role="status">
      <Text size="sm" fw={600}>
        The key is rotated. Give your server the new one
        {previousKeyUntil === null ? ' now' : ''}:
      </Text>
      <CopyField label={`New HMAC key: ${name}`} value={hmacKey} />
      <Text size="sm" c="dimmed">
        {previousKeyUntil === null ? (
          'The old key signs nothing any more.'
        ) : (
          <>
            The old key signs along until <Instant at={previousKeyUntil} />. End it sooner once your server
            has the new one.
          </>
        )}{' '}
        Never publish a key: not in source code, not in a ticket, not in a web page.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
