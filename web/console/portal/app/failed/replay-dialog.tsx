import { Button, Group, List, Modal, NumberInput, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReplayPreview, ReplayView } from '../../../../../src/replays/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { formatCount } from '../../../ui/format-number.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { toast } from '../../../ui/toast.ts';
import { useWhileOpen } from '../../../ui/use-while-open.ts';
import { useAppId } from '../app-query.ts';
import type { ReplayFilter } from '../jobs/describe-filter.ts';
import { notSentReasons } from '../jobs/job-words.ts';

const MOST_PER_SECOND = 1_000;

interface Props {
  /** What is to be replayed; the dialog is closed without. */
  readonly filter: ReplayFilter | undefined;
  readonly onClose: () => void;
  readonly onBegun?: () => void;
}

/** Shows what a replay would send, and what of it would be refused and why; then begins it. */
export function ReplayDialog(props: Props) {
  const { filter, onClose } = props;
  const asked = useWhileOpen(filter !== undefined, filter);
  return (
    <Modal opened={filter !== undefined} onClose={onClose} title="Replay these deliveries?">
      {asked === undefined ? null : <Question {...props} filter={asked} />}
    </Modal>
  );
}

function Question({ filter, onClose, onBegun }: Props & { readonly filter: ReplayFilter }) {
  const appId = useAppId();
  const queryClient = useQueryClient();
  const [perSecond, setPerSecond] = useState<number | string>('');
  const preview = useQuery({
    queryKey: ['portal', 'apps', appId, 'replay preview', filter],
    queryFn: ({ signal }) =>
      api.post<ReplayPreview>(path`/api/portal/apps/${appId}/replays/preview`, { body: filter, signal }),
    staleTime: 0,
    gcTime: 0,
  });
  const begin = useMutation({
    mutationFn: () =>
      api.post<ReplayView>(path`/api/portal/apps/${appId}/replays`, {
        body: { ...filter, ...(typeof perSecond === 'number' && { perSecond }) },
      }),
    onSuccess: async () => {
      for (const part of ['replays', 'failed', 'deliveries'])
        await queryClient.invalidateQueries({ queryKey: ['portal', 'apps', appId, part] });
      toast.good('The replay has begun.');
      onBegun?.();
      onClose();
    },
  });
  const { data } = preview;
  const isRate =
    perSecond === '' || (typeof perSecond === 'number' && perSecond >= 1 && perSecond <= MOST_PER_SECOND);
  const sendable = data === undefined ? 0 : sendableIn(data);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (sendable > 0 && isRate) begin.mutate();
      }}
    >
      <Stack>
        <ProblemAlert error={preview.error} onRetry={() => void preview.refetch()} />
        {data === undefined ? (
          preview.error === null ? (
            <Skeleton height={60} radius="md" aria-label="Counting" />
          ) : null
        ) : (
          <Found preview={data} />
        )}
        {data === undefined || sendable === 0 ? null : (
          <>
            <Text size="sm" c="dimmed">
              Each is sent once, with its ids and a new signature, to where its webhook points now. Consent is
              looked at again before each.
            </Text>
            <NumberInput
              label="At most per second (optional)"
              description="50 unless you say otherwise, up to 1,000."
              placeholder="50"
              min={1}
              max={MOST_PER_SECOND}
              allowDecimal={false}
              allowNegative={false}
              clampBehavior="none"
              error={isRate ? null : 'Type a number from 1 to 1,000, or nothing.'}
              value={perSecond}
              onChange={setPerSecond}
            />
          </>
        )}
        <ProblemAlert title="The replay was not begun" error={begin.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={begin.isPending} disabled={sendable === 0}>
            {sendable === 0 || data?.isExact === false ? 'Replay' : `Replay ${formatCount(sendable)}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Found({ preview: { total, isExact, byState, refused } }: { readonly preview: ReplayPreview }) {
  const reasons = Object.entries(refused.byReason);
  const count = reasons.reduce((sum, [, one]) => sum + one, 0);
  const states = [
    [byState.failed, 'failed'],
    [byState.skipped, 'skipped'],
  ] as const;
  return (
    <div>
      <Text size="sm">
        <strong>
          {isExact ? '' : 'At least '}
          {total === 1 ? '1 delivery' : `${formatCount(total)} deliveries`}
        </strong>
        {total === 0
          ? ' fit.'
          : `: ${states
              .filter(([one]) => one > 0)
              .map(([one, word]) => `${formatCount(one)} ${word}`)
              .join(', ')}.`}
      </Text>
      {count === 0 ? null : (
        <>
          <Text size="sm" mt="xs">
            {count === refused.among && count === total
              ? 'None of them can be sent now:'
              : `${formatCount(count)} of ${refused.among < total ? `the oldest ${formatCount(refused.among)}` : 'them'} cannot be sent now:`}
          </Text>
          <List size="sm">
            {reasons.map(([reason, one]) => (
              <List.Item key={reason}>
                {formatCount(one)}: {notSentReasons[reason] ?? reason}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </div>
  );
}

/** What would be sent, as far as it was looked up. */
function sendableIn({ total, refused }: ReplayPreview): number {
  return total - Object.values(refused.byReason).reduce((sum, count) => sum + count, 0);
}
