import { NumberInput, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackfillPreview } from '../../../../../src/replays/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { formatCount } from '../../../ui/format-number.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { toast } from '../../../ui/toast.ts';
import { useAppId } from '../app-query.ts';
import { FormActions } from '../../../ui/form-actions.tsx';
import { type Job, jobsQuery } from '../jobs/jobs-query.ts';
import type { WebhookFormProps } from './webhook-dialogs.tsx';

const MOST_DAYS = 30;
const PAUSE_MS = 300;

/** Gives a webhook what happened before it was there, after saying how much that is. */
export function BackfillForm({ webhook: { eventType, enabled }, name, onClose }: WebhookFormProps) {
  const appId = useAppId();
  const queryClient = useQueryClient();
  const [days, setDays] = useState<number | string>(7);
  const [perSecond, setPerSecond] = useState<number | string>(50);
  const [counted] = useDebouncedValue(days, PAUSE_MS);
  const url = path`/api/portal/apps/${appId}/webhooks/${eventType}/backfill`;
  const isValid = isWithin(days, MOST_DAYS);
  const preview = useQuery({
    queryKey: ['portal', 'apps', appId, 'backfill', eventType, counted],
    queryFn: () => api.post<BackfillPreview>(`${url}/preview`, { body: { days: Number(counted) } }),
    enabled: isWithin(counted, MOST_DAYS),
    staleTime: 0,
  });
  const start = useMutation({
    mutationFn: () => api.post<Job>(url, { body: { days: Number(days), perSecond: Number(perSecond) } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(jobsQuery(appId));
      toast.good(`The backfill of ${name} has begun.`);
      onClose();
    },
  });
  const total = isValid && counted === days && preview.error === null ? preview.data : undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (total !== undefined && total.total > 0 && isWithin(perSecond, 1_000)) start.mutate();
      }}
    >
      <Stack>
        <NumberInput
          label="How many days back"
          description="1 to 30, and never before a tenant connected."
          min={1}
          max={MOST_DAYS}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          error={isValid ? null : `Type a number from 1 to ${MOST_DAYS}.`}
          value={days}
          onChange={setDays}
          data-autofocus
        />
        <NumberInput
          label="Deliveries a second at most"
          description="1 to 1,000. The rate limit of the webhook holds besides."
          min={1}
          max={1_000}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          error={isWithin(perSecond, 1_000) ? null : 'Type a number from 1 to 1,000.'}
          value={perSecond}
          onChange={setPerSecond}
        />
        <ProblemAlert error={preview.error} onRetry={() => void preview.refetch()} />
        <Text size="sm" role="status" mih="1.5em" component="div">
          {total === undefined ? (
            preview.error === null && isValid ? (
              <Skeleton height={14} w="60%" mt={4} aria-label="Counting" />
            ) : null
          ) : total.total === 0 ? (
            'There is nothing to send: every event of that time has its delivery.'
          ) : (
            <>
              <strong>
                {total.isExact ? '' : 'At least '}
                {formatCount(total.total)} {total.total === 1 ? 'event' : 'events'}
              </strong>{' '}
              that this webhook was never given.
            </>
          )}
        </Text>
        {enabled ? null : (
          <Text size="sm" c="var(--warn)">
            The webhook is disabled: what is queued now is skipped. Enable it first.
          </Text>
        )}
        <ProblemAlert title="The backfill was not begun" error={start.error} />
        <FormActions
          onClose={onClose}
          submit="Start the backfill"
          isPending={start.isPending}
          // While it is counted, or was not, nobody knows what would be sent.
          isDisabled={total === undefined || total.total === 0}
        />
      </Stack>
    </form>
  );
}

const isWithin = (value: number | string, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
