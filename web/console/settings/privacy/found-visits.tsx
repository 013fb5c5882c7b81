import { Button, Group, List, Text } from '@mantine/core';
import { IconEraser, IconUserSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { PersonBody, PersonVisits } from '../../../../src/sessions/erasure-schema.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Instant } from '../../ui/instant.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { outcomeOf } from '../sessions/outcome-badge.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';

type Visit = PersonVisits['data'][number];

const columns: readonly Column<Visit>[] = [
  {
    title: 'Visitor',
    render: ({ firstName, lastName, email, phone }) => (
      <TwoLines more={[email, phone].filter(Boolean).join(' · ')}>
        {[firstName, lastName].filter(Boolean).join(' ') || 'No name'}
      </TwoLines>
    ),
  },
  {
    title: 'Outcome',
    isNarrow: true,
    render: ({ sessionOutcome }) => outcomeOf({ sessionOutcome, qualified: null, erasedAt: null }).word,
  },
  { title: 'Began', isNarrow: true, render: ({ createdOn }) => <Instant at={createdOn} /> },
];

/** What erasing a person would erase, and the deed itself. */
export function FoundVisits({
  found,
  person,
  erasedCount,
  onErase,
}: {
  readonly found: PersonVisits;
  readonly person: PersonBody;
  /** How far it has come. */
  readonly erasedCount: number;
  readonly onErase: (person: PersonBody) => Promise<void>;
}) {
  const tenant = useTenant();
  const [asks, setAsks] = useState(false);
  const count = `${found.hasMore ? 'more than ' : ''}${found.data.length} ${found.data.length === 1 ? 'visit' : 'visits'}`;
  const name = [person.email, person.phone].filter(Boolean).join(' or ');
  return (
    <>
      <DataTable
        label="Visits to be erased"
        columns={columns}
        rows={found.data}
        rowKey={({ id }) => id}
        rowHref={({ id }) => tenantHref(tenant, `sessions/${id}`)}
        empty={
          <EmptyState icon={IconUserSearch} title="No visit was found">
            Nobody left this here, or it is erased already.
          </EmptyState>
        }
      />
      {found.data.length === 0 ? null : (
        <Group>
          <Button
            color="red.8"
            leftSection={<IconEraser size={16} aria-hidden />}
            onClick={() => setAsks(true)}
          >
            {`Erase ${count}…`}
          </Button>
          {found.hasMore ? (
            <Text size="sm" c="dimmed">
              The oldest are shown; all are erased.
            </Text>
          ) : null}
        </Group>
      )}
      <ConfirmDialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={`Erase ${count} of ${name}?`}
        confirm="Erase for good"
        isDangerous
        typeToConfirm={name}
        onConfirm={() => onErase(person)}
      >
        <Text size="sm">This cannot be taken back.</Text>
        <List size="sm" mt="xs" spacing={4}>
          <List.Item>
            Name, contact, address, answers and device go: from the sessions, their events and deliveries.
          </List.Item>
          <List.Item>
            What waits to be sent is cancelled. What apps have received already, they keep.
          </List.Item>
          <List.Item>An open visit ends.</List.Item>
        </List>
        <Text size="sm" mt="xs" role="status">
          {erasedCount === 0 ? '' : `${erasedCount} erased so far.`}
        </Text>
      </ConfirmDialog>
    </>
  );
}
