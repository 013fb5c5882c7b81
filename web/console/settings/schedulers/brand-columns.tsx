import { Group } from '@mantine/core';
import type { BrandView } from '../../../../src/schedulers/schema.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { Instant } from '../../ui/instant.tsx';

export const brandColumns: readonly Column<BrandView>[] = [
  { title: 'Brand', render: ({ name }) => <strong>{name}</strong> },
  { title: 'Schedulers', align: 'right', isNarrow: true, render: ({ schedulerCount }) => schedulerCount },
  {
    title: 'Install key',
    isNarrow: true,
    render: ({ dataApiKey, name }) => (
      <Group gap={2} wrap="nowrap" justify="inherit">
        <code>{dataApiKey}</code>
        <CopyButton value={dataApiKey} what={`install key of ${name}`} />
      </Group>
    ),
  },
  { title: 'Made', isNarrow: true, render: ({ createdOn }) => <Instant at={createdOn} show="relative" /> },
];
