import { Group } from '@mantine/core';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { TwoLines } from '../../ui/two-lines.tsx';
import { modeName } from './scheduler-words.ts';
import { StatusBadge } from './status-badge.tsx';

export const schedulerColumns = (
  recent: ReadonlyMap<string, number> | undefined,
): readonly Column<SchedulerView>[] => [
  {
    title: 'Scheduler',
    render: ({ name, brandName, isDefault }) => (
      <TwoLines more={isDefault ? `${brandName} · default` : brandName}>
        <strong>{name}</strong>
      </TwoLines>
    ),
  },
  {
    title: 'Status',
    isNarrow: true,
    render: ({ status }) => <StatusBadge status={status} />,
  },
  { title: 'Mode', isNarrow: true, render: ({ mode }) => modeName(mode) },
  {
    title: 'Creates',
    isNarrow: true,
    render: ({ creates, filesAbandonedAs }) => (
      <TwoLines more={`abandoned: ${filesAbandonedAs}s`}>{creates === 'job' ? 'Jobs' : 'Bookings'}</TwoLines>
    ),
  },
  {
    title: 'Sessions, 24 h',
    align: 'right',
    isNarrow: true,
    render: ({ id }) => {
      const count = recent?.get(id);
      return count === undefined ? '–' : formatCount(count);
    },
  },
  {
    title: 'Scheduler ID',
    isNarrow: true,
    render: ({ id, name }) => (
      <Group gap={2} wrap="nowrap" justify="inherit">
        <code title={id}>{`${id.slice(0, 11)}…`}</code>
        <CopyButton value={id} what={`scheduler ID of ${name}`} />
      </Group>
    ),
  },
];
