import { Skeleton, Table } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { RouteLink } from '../shell/route-link.tsx';
import classes from './data-table.module.css';
import { LoadMore, type More } from './load-more.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { SelectAll, SelectOne, type Selection, useToggle } from './row-selection.tsx';
import { type Reading, StaleNotice } from './stale-notice.tsx';
import { ROW_KEYS, useRowKeys } from './use-row-keys.ts';
import { useTold } from './use-told.ts';

export interface Column<Row> {
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  /** Numbers stand on the right. */
  readonly align?: 'right';
  /** As wide as it needs, on one line. */
  readonly isNarrow?: boolean;
  /** Of sentences: on a narrow screen they stand below their title and not on the right. */
  readonly isText?: boolean;
}

export interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while they are being loaded. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  /** Where a row leads; its first column becomes the link. */
  readonly rowHref?: (row: Row) => string;
  /** Left out where the rows are a part of something that the page reads. */
  readonly query?:
    | (Reading & {
        /** The rows are those of other filters; the ones asked for are still to come. */
        readonly isPlaceholderData?: boolean;
      })
    | undefined;
  /** An EmptyState. */
  readonly empty: ReactNode;
  readonly more?: More;
  readonly selection?: Selection<Row>;
  /** Of a list that changes by itself: came a moment ago. */
  readonly isFresh?: (row: Row) => boolean;
}

const SKELETON_ROWS = 4;

/**
 * A list as a table, below 600 px as cards with the first column as their headline. It has every state: loading, failed, empty,
 * and rows, which `j`, `k` and the arrow keys go through and Enter opens. It says when its rows are old, or are still those of other filters.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, query, empty, more } = props;
  const isWaiting = rows === undefined || query?.isPlaceholderData === true;
  const isStuck = more?.isFetchNextPageError === true;
  const told = useTold(
    rows?.length ?? 0,
    isWaiting || more?.isFetchingNextPage === true,
    more?.hasNextPage === true,
  );
  const isUnread = rows === undefined && query?.error !== null && query?.error !== undefined;
  return (
    <>
      <div role="status" className={classes['told']}>
        {isUnread ? '' : told}
      </div>
      {isUnread ? (
        <ProblemAlert
          error={query.error}
          {...(isStuck && { title: 'The search broke off before anything was found' })}
          onRetry={() => void (isStuck ? more.fetchNextPage() : query.refetch())}
        />
      ) : (
        <>
          {query === undefined || isStuck ? null : <StaleNotice of={query} />}
          <div className={classes['frame']} data-waiting={isWaiting || undefined}>
            {rows?.length === 0 ? empty : <Rows {...props} isWaiting={isWaiting} />}
          </div>
          {/* Also below an empty one: a search over what is loaded may find something in the rest. */}
          <LoadMore more={more} />
        </>
      )}
    </>
  );
}

function Rows<Row>(props: DataTableProps<Row> & { readonly isWaiting: boolean }) {
  const { label, columns, rows, rowKey, selection } = props;
  const table = useRef<HTMLTableElement>(null);
  const isFilled = rows !== undefined;
  useRowKeys(table, isFilled, isFilled && selection !== undefined);
  const toggle = useToggle(rows ?? [], rowKey, selection);
  // The roles are named since a table that is laid out as cards loses its own.
  return (
    <Table
      ref={table}
      {...(isFilled && { [ROW_KEYS]: '' })}
      role="table"
      aria-label={label}
      aria-busy={props.isWaiting}
      className={classes['table']}
    >
      <Table.Thead role="rowgroup">
        <Table.Tr role="row">
          {selection === undefined ? null : (
            <Table.Th role="columnheader" className={classes['narrow']}>
              <SelectAll rows={rows ?? []} rowKey={rowKey} selection={selection} />
            </Table.Th>
          )}
          {columns.map((column) => (
            <Table.Th
              key={column.title}
              role="columnheader"
              ta={column.align ?? 'left'}
              className={column.isNarrow === true ? classes['narrow'] : undefined}
            >
              {column.title}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {rows === undefined
          ? Array.from({ length: SKELETON_ROWS }, (_, index) => (
              <Pending key={index} columns={columns} isSelectable={selection !== undefined} />
            ))
          : rows.map((row) => <Line key={rowKey(row)} {...props} row={row} toggle={toggle} />)}
      </Table.Tbody>
    </Table>
  );
}

function Line<Row>({
  row,
  columns,
  rowKey,
  rowHref,
  selection,
  isFresh,
  toggle,
}: DataTableProps<Row> & { readonly row: Row; readonly toggle: ReturnType<typeof useToggle> }) {
  const href = rowHref?.(row);
  return (
    <Table.Tr
      role="row"
      className={classes['row']}
      data-linked={href !== undefined || undefined}
      data-fresh={isFresh?.(row) === true || undefined}
    >
      {selection === undefined ? null : (
        <Table.Td role="cell" className={classes['check']}>
          <SelectOne row={row} id={rowKey(row)} selection={selection} toggle={toggle} />
        </Table.Td>
      )}
      {columns.map((column, index) => (
        <Table.Td
          key={column.title}
          role="cell"
          data-label={column.title}
          data-head={index === 0 || undefined}
          {...(column.align !== undefined && { ta: column.align })}
          className={column.isNarrow === true ? classes['narrow'] : undefined}
          data-text={column.isText === true || undefined}
        >
          {index === 0 && href !== undefined ? (
            <RouteLink href={href} className={classes['link']} data-row-link="">
              {column.render(row)}
            </RouteLink>
          ) : (
            column.render(row)
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function Pending<Row>({
  columns,
  isSelectable,
}: {
  readonly columns: readonly Column<Row>[];
  readonly isSelectable: boolean;
}) {
  return (
    <Table.Tr role="row">
      {isSelectable ? <Table.Td role="cell" className={classes['check']} /> : null}
      {columns.map(({ title }) => (
        <Table.Td key={title} role="cell" data-label={title}>
          <Skeleton height={14} width="70%" radius="sm" />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
