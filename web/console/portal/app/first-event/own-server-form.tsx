import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconSend } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { WebhookView } from '../../../../../src/apps/schema.ts';
import type { TestAnswer } from '../../../../../src/test-sends/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { hasCode } from '../../../api/problem.ts';
import { ConflictAlert } from '../../../ui/conflict-alert.tsx';
import { showFieldErrors } from '../../../ui/form-errors.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { portalCatalogueQuery } from '../../app-form/portal-catalogue.ts';
import { appQuery, useApp } from '../app-query.ts';
import { AnswerView } from './answer-view.tsx';
import classes from './folded.module.css';
import { inboxQuery } from './inbox-query.ts';
import { LocalHelp } from './local-help.tsx';
import { useSendTest } from './use-send-test.ts';

/** The delivery URL of the webhook, saved if it was changed, and a test sent there. */
export function OwnServerForm({
  appId,
  webhook: { eventType, deliveryUrl },
  isNext,
  onAnswered,
}: {
  readonly appId: string;
  readonly webhook: WebhookView;
  readonly isNext: boolean;
  readonly onAnswered: () => void;
}) {
  const queryClient = useQueryClient();
  const { etag } = useApp();
  const { data: catalogue } = useQuery(portalCatalogueQuery);
  const isLocal = catalogue?.localDeliveryUrls === true;
  const form = useForm({
    initialValues: { deliveryUrl },
    validate: {
      deliveryUrl: (url) => (url.trim() === '' ? 'Type where the event is to be delivered.' : null),
    },
  });
  // What the field began from. A change is based on this, whatever was read since.
  const [base, setBase] = useState({ url: deliveryUrl, etag });
  const [isPlaced, setPlaced] = useState(false);
  const send = useSendTest(appId, eventType, 'webhook');
  const { queryKey } = appQuery(appId);
  const typed = form.values.deliveryUrl.trim();
  const isChanged = typed !== base.url;
  const follow = useEffectEvent(() => {
    if (isChanged) return;
    setBase({ url: deliveryUrl, etag });
    form.setFieldValue('deliveryUrl', deliveryUrl);
  });
  useEffect(() => follow(), [deliveryUrl, etag]);
  const go = useMutation({
    mutationFn: async (): Promise<TestAnswer> => {
      if (isChanged) {
        const url = path`/api/portal/apps/${appId}/webhooks/${eventType}`;
        const saved = await api.tagged.patch(url, { body: { deliveryUrl: typed }, etag: base.etag });
        setBase({ url: typed, etag: saved.etag });
        await queryClient.invalidateQueries({ queryKey, exact: true });
      }
      return send.mutateAsync();
    },
    onSuccess: ({ error, request }) => {
      setPlaced(false);
      // The inbox is nobody's own server.
      const inbox = queryClient.getQueryData(inboxQuery(appId).queryKey);
      if (error === null && request.url !== inbox?.url) onAnswered();
    },
    onError: async (err) => {
      setPlaced(showFieldErrors(form, err).length > 0);
      if (!hasCode(err, 'changed_meanwhile')) return;
      await queryClient.invalidateQueries({ queryKey, exact: true });
      // What is there now is shown; who presses again means it.
      const now = queryClient.getQueryData(queryKey);
      const theirs = now?.data.webhooks.find((one) => one.eventType === eventType);
      if (theirs !== undefined) setBase({ url: theirs.deliveryUrl, etag: now?.etag });
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit(() => go.mutate())}>
      <Stack gap="sm">
        <TextInput
          label="Delivery URL"
          description={
            isLocal
              ? 'https with a public name, or a server on this machine: http://localhost:4000/'
              : 'https with a public name; a tunnel will do.'
          }
          type="url"
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('deliveryUrl')}
        />
        <Group gap="sm">
          <Button
            type="submit"
            variant={isNext ? 'filled' : 'default'}
            leftSection={<IconSend size={16} aria-hidden />}
            loading={go.isPending}
          >
            {isChanged ? 'Save and send a test' : 'Send a test'}
          </Button>
          {isChanged ? (
            <Text size="sm" c="dimmed">
              Deliveries of this event go there, too, from then on.
            </Text>
          ) : null}
        </Group>
        {isChanged && hasCode(go.error, 'changed_meanwhile') ? (
          <ConflictAlert
            what="this app"
            differences={[{ label: 'Delivery URL', theirs: base.url }]}
            onTakeTheirs={() => {
              form.setFieldValue('deliveryUrl', base.url);
              go.reset();
            }}
          />
        ) : (
          <ProblemAlert
            error={isPlaced ? null : go.error}
            title={isChanged ? 'The delivery URL was not saved' : 'The test was not sent'}
          />
        )}
        <div role="status" aria-label="Answer of your server" className={classes['told']}>
          {go.data === undefined ? null : <AnswerView answer={go.data} />}
        </div>
        {isLocal ? null : <LocalHelp appId={appId} />}
      </Stack>
    </form>
  );
}
