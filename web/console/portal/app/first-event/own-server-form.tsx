import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import type { WebhookView } from '../../../../../src/apps/schema.ts';
import type { TestAnswer } from '../../../../../src/test-sends/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { hasCode } from '../../../api/problem.ts';
import { showFieldErrors } from '../../../ui/form-errors.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { portalCatalogueQuery } from '../../app-form/portal-catalogue.ts';
import { appQuery, useApp } from '../app-query.ts';
import { AnswerView } from './answer-view.tsx';
import classes from './folded.module.css';
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
  const form = useForm({ initialValues: { deliveryUrl } });
  const [isPlaced, setPlaced] = useState(false);
  const send = useSendTest(appId, eventType, 'webhook');
  const { queryKey } = appQuery(appId);
  const isChanged = form.values.deliveryUrl.trim() !== deliveryUrl;
  const go = useMutation({
    mutationFn: async (): Promise<TestAnswer> => {
      if (isChanged) {
        const body = { deliveryUrl: form.values.deliveryUrl.trim() };
        await api.tagged.patch(path`/api/portal/apps/${appId}/webhooks/${eventType}`, { body, etag });
        await queryClient.invalidateQueries({ queryKey, exact: true });
      }
      return send.mutateAsync();
    },
    onSuccess: ({ error }) => {
      setPlaced(false);
      if (error === null) onAnswered();
    },
    onError: async (err) => {
      setPlaced(showFieldErrors(form, err).length > 0);
      if (hasCode(err, 'changed_meanwhile')) await queryClient.invalidateQueries({ queryKey, exact: true });
    },
  });
  return (
    <form onSubmit={form.onSubmit(() => go.mutate())}>
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
        <ProblemAlert
          error={isPlaced ? null : go.error}
          title={isChanged ? 'The delivery URL was not saved' : 'The test was not sent'}
        />
        <div role="status" aria-label="Answer of your server" className={classes['told']}>
          {go.data === undefined ? null : <AnswerView answer={go.data} />}
        </div>
        {isLocal ? null : <LocalHelp appId={appId} />}
      </Stack>
    </form>
  );
}
