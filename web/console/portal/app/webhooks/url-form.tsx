import { Anchor, List, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Inbox } from '../../../../../src/inbox/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { hasCode } from '../../../api/problem.ts';
import { ConflictAlert } from '../../../ui/conflict-alert.tsx';
import { showFieldErrors } from '../../../ui/form-errors.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { toast } from '../../../ui/toast.ts';
import { useAppId } from '../app-query.ts';
import { useDraft } from '../../../ui/use-draft.tsx';
import { FormActions } from '../../../ui/form-actions.tsx';
import { useWebhookForm } from './use-webhook-change.ts';
import type { WebhookFormProps } from './webhook-dialogs.tsx';

/** Where a webhook points; the server's rules stand beside the field. */
export function UrlForm({ webhook, name, onClose }: WebhookFormProps) {
  const appId = useAppId();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { deliveryUrl: webhook.deliveryUrl },
    validate: {
      deliveryUrl: (url) => (url.trim() === '' ? 'Type where the event is to be delivered.' : null),
    },
  });
  const { change, base } = useWebhookForm(webhook.eventType);
  const draft = useDraft(`webhook-url.${webhook.id}`, form, (values) => values, base);
  const save = useMutation({
    mutationFn: ({ deliveryUrl }: { deliveryUrl: string }) =>
      change('patch', '', { deliveryUrl: deliveryUrl.trim() }, draft.etag),
    onSuccess: () => {
      draft.forget();
      toast.good(`${name} has a new delivery URL.`);
      onClose();
    },
    onError: (err) => {
      setPlaced(showFieldErrors(form, err));
      // What is there now is shown; who presses again means it.
      if (hasCode(err, 'changed_meanwhile')) draft.rebase();
    },
  });
  const inbox = useMutation({
    mutationFn: () => api.post<Inbox>(path`/api/portal/apps/${appId}/inbox`),
    onSuccess: ({ url }) => form.setFieldValue('deliveryUrl', url ?? ''),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      {draft.notice}
      <Stack>
        <TextInput
          label="Delivery URL"
          placeholder="https://hooks.example.com/fieldhook"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          maxLength={2_000}
          data-autofocus
          {...form.getInputProps('deliveryUrl')}
        />
        <List size="sm" c="dimmed" spacing={2}>
          <List.Item>
            <code>https://</code> and the name of a public host with its domain: no IP address, no{' '}
            <code>localhost</code>, <code>.local</code> or <code>.internal</code>.
          </List.Item>
          <List.Item>
            Port 443 unless the operator allows others; no user name, no <code>#fragment</code>, at most 2,000
            characters.
          </List.Item>
          <List.Item>It serves both environments. Redirects are not followed.</List.Item>
        </List>
        <Text size="sm">
          No server yet?{' '}
          <Anchor
            component="button"
            type="button"
            size="sm"
            underline="always"
            onClick={() => inbox.mutate()}
          >
            Use the built-in inbox
          </Anchor>
        </Text>
        <Text size="sm" c="dimmed">
          Key and signature stay as they are. Failures until now are forgotten
          {webhook.health.waiting > 0 ? ', and what waits goes to the new URL' : ''}.
        </Text>
        <ProblemAlert title="There is no inbox" error={inbox.error} />
        {hasCode(save.error, 'changed_meanwhile') ? (
          <ConflictAlert
            what="this app"
            differences={
              webhook.deliveryUrl === form.getValues().deliveryUrl.trim()
                ? []
                : [{ label: 'Delivery URL', theirs: webhook.deliveryUrl }]
            }
            onTakeTheirs={() => {
              draft.restart({ deliveryUrl: webhook.deliveryUrl });
              save.reset();
            }}
          />
        ) : (
          <ProblemAlert title="The URL was not changed" error={save.error} hiddenFields={placed} />
        )}
        <FormActions
          onClose={() => {
            draft.forget();
            onClose();
          }}
          submit="Save"
          isPending={save.isPending}
        />
      </Stack>
    </form>
  );
}
