import { Button, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AuditLine } from '../../../src/audit/list.ts';
import { JsonView } from '../ui/code-view.tsx';
import { type Column, DataTable, type DataTableProps } from '../ui/data-table.tsx';
import { Instant } from '../ui/instant.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { useUrlState } from '../ui/use-url-state.ts';
import { useWhileOpen } from '../ui/use-while-open.ts';
import { asWhomOf, summaryOf, whatOf, whoOf } from './audit-words.ts';
import classes from './audit-log.module.css';

/** Who did what and when, the newest first; each line can be read whole, at an address of its own. `about` adds columns after the deed. */
export function AuditLog({
  about = [],
  summary = summaryOf,
  own,
  more,
  rows,
  query,
  empty,
}: Pick<DataTableProps<AuditLine>, 'rows' | 'query' | 'empty' | 'more'> & {
  readonly about?: readonly Column<AuditLine>[];
  /** What of a line can be read in passing. */
  readonly summary?: (line: AuditLine) => ReactNode;
  /** As whom the readers act themselves, which need not be said of each. */
  readonly own?: AuditLine['actor'];
}) {
  const { values, choose, set } = useUrlState({ open: '' });
  const isOpen = values.open !== '' && rows !== undefined;
  const found = rows?.find(({ id }) => id === values.open);
  const read = useWhileOpen(isOpen, found);
  const columns: Column<AuditLine>[] = [
    { title: 'What', render: (line) => <TwoLines more={summary(line)}>{whatOf(line)}</TwoLines> },
    ...about,
    {
      title: 'Who',
      render: (line) => (
        <span className={classes['who']}>
          <TwoLines more={line.actor === own ? '' : asWhomOf(line)}>{whoOf(line)}</TwoLines>
        </span>
      ),
    },
    { title: 'When', isNarrow: true, render: ({ at }) => <Instant at={at} withSeconds /> },
    {
      title: 'Action',
      isNarrow: true,
      render: (line) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Details: ${whatOf(line)}`}
          data-row-link=""
          onClick={() => choose({ open: line.id })}
        >
          Details
        </Button>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label="Audit log"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        query={query}
        {...(more !== undefined && { more })}
        empty={empty}
      />
      <Modal
        opened={isOpen}
        onClose={() => set({ open: '' })}
        title={read === undefined ? 'A line of the audit log' : whatOf(read)}
        size="lg"
      >
        {read === undefined ? (
          <Text size="sm">It is not among the lines that are loaded: it is older, or a filter hides it.</Text>
        ) : (
          <JsonView value={read} label="Line of the audit log" maxHeight={480} />
        )}
      </Modal>
    </>
  );
}
