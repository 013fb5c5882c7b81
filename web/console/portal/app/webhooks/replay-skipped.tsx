import { Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { SkippedOffer } from '../../../../../src/replays/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { formatCount } from '../../../ui/format-number.ts';
import { Instant } from '../../../ui/instant.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { toast } from '../../../ui/toast.ts';
import { useAppId } from '../app-query.ts';
import { FormActions } from '../../../ui/form-actions.tsx';
import { type Job, jobsQuery } from '../jobs/jobs-query.ts';
import type { WebhookFormProps } from './webhook-dialogs.tsx';

/** Offers to send what a webhook was not sent while it was disabled. */
export function ReplaySkipped({ webhook: { eventType, deliveryUrl }, name, onClose }: WebhookFormProps) {
  const appId = useAppId();
  const queryClient = useQueryClient();
  const offer = useQuery({
    queryKey: ['portal', 'apps', appId, 'skipped', eventType],
    queryFn: ({ signal }) =>
      api.get<Static<typeof SkippedOffer>>(path`/api/portal/apps/${appId}/webhooks/${eventType}/skipped`, {
        signal,
      }),
    staleTime: 0,
    gcTime: 0,
  });
  const replay = useMutation({
    mutationFn: (filter: object) => api.post<Job>(path`/api/portal/apps/${appId}/replays`, { body: filter }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(jobsQuery(appId));
      toast.good(`The replay of ${name} has begun.`);
      onClose();
    },
  });
  const { data } = offer;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (data !== undefined) replay.mutate(data.filter);
      }}
    >
      <Stack>
        <ProblemAlert error={offer.error} onRetry={() => void offer.refetch()} />
        {data === undefined ? (
          offer.error === null ? (
            <Skeleton height={40} radius="md" />
          ) : null
        ) : data.count === 0 ? (
          <Text size="sm">
            Nothing is left to replay: what was skipped more than 31 days ago can no longer be sent.
          </Text>
        ) : (
          <>
            <Text size="sm">
              <strong>
                {data.isExact ? '' : 'At least '}
                {data.count === 1 ? '1 delivery' : `${formatCount(data.count)} deliveries`}
              </strong>{' '}
              {data.count === 1 ? 'was' : 'were'} skipped while the webhook was disabled, of events since{' '}
              <Instant at={data.filter.from} />. A replay sends each once, to <code>{deliveryUrl}</code>.
            </Text>
            <Text size="sm" c="dimmed">
              Each keeps its ids, so that your server can tell what it has seen. Consent is looked at again
              before each is sent.
            </Text>
          </>
        )}
        <ProblemAlert title="The replay was not begun" error={replay.error} />
        <FormActions
          onClose={onClose}
          submit={
            data === undefined || data.count === 0 || !data.isExact
              ? 'Replay'
              : `Replay ${formatCount(data.count)}`
          }
          isPending={replay.isPending}
          isDisabled={data === undefined || data.count === 0}
        />
      </Stack>
    </form>
  );
}
