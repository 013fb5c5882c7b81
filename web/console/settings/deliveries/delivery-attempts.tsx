import { Text } from '@mantine/core';
import type { TenantDeliveryDetail } from '../../../../src/delivery-log/schema.ts';
import { AttemptBadge } from '../../deliveries/attempt-badge.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Instant } from '../../ui/instant.tsx';

type Attempt = TenantDeliveryDetail['log'][number];

const columns: readonly Column<Attempt>[] = [
  {
    title: 'Attempt',
    isNarrow: true,
    render: ({ number, isReplay }) => (isReplay ? 'Replay' : (number ?? 'Not counted')),
  },
  { title: 'Began', isNarrow: true, render: ({ startedAt }) => <Instant at={startedAt} withSeconds /> },
  { title: 'Server', render: ({ host }) => host },
  { title: 'Answer', render: (attempt) => <Answer attempt={attempt} /> },
  {
    title: 'Took',
    align: 'right',
    isNarrow: true,
    render: ({ durationMs }) => (durationMs === null ? '' : `${durationMs} ms`),
  },
];

/** Every POST of a delivery, the newest first, as far as it is the tenant's to see. */
export function DeliveryAttempts({ log }: Pick<TenantDeliveryDetail, 'log'>) {
  return (
    <DataTable
      label="Attempts"
      columns={columns}
      rows={log}
      rowKey={({ id }) => id}
      empty={
        <Text size="sm" c="dimmed" p="md">
          It was not tried yet.
        </Text>
      }
    />
  );
}

function Answer({ attempt: { status, error } }: { readonly attempt: Attempt }) {
  return (
    <>
      <AttemptBadge status={status} isTaken={error === null} />
      {error === null ? null : (
        <Text size="xs" c="dimmed" mt={2} maw={420}>
          {error.sentence}
        </Text>
      )}
    </>
  );
}
