import { Button, SegmentedControl, Table } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Card } from '../../ui/card.tsx';
import { download, toCsv } from '../../ui/csv.ts';
import { useUrlState } from '../../ui/use-url-state.ts';
import classes from './figure-card.module.css';

type Cell = string | number | null;

/** What a chart shows, as a table: numbers are right-aligned and written by `format`. */
export interface FigureTable {
  readonly columns: readonly string[];
  /** For the file; the page shows them by `format`. */
  readonly rows: readonly (readonly Cell[])[];
  readonly format?: (cell: Cell, column: number) => string;
}

/** Figures as a chart or as a table, which of the two stands in the address, and as a file. */
export function FigureCard({
  name,
  title,
  description,
  fileName,
  table,
  children,
}: {
  /** In the address: `?funnel=table`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly fileName: string;
  readonly table: FigureTable;
  /** The chart; left out: a table alone. */
  readonly children?: ReactNode;
}) {
  const { values, set } = useUrlState({ [name]: 'chart' });
  const isTable = children === undefined || values[name] === 'table';
  return (
    <Card
      title={title}
      description={description}
      actions={
        <>
          {children === undefined ? null : (
            <SegmentedControl
              size="xs"
              aria-label={`${title} as`}
              data={[
                { value: 'chart', label: 'Chart' },
                { value: 'table', label: 'Table' },
              ]}
              value={isTable ? 'table' : 'chart'}
              onChange={(shown) => set({ [name]: shown })}
            />
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            aria-label={`${title} as CSV`}
            onClick={() => download(fileName, toCsv([table.columns, ...table.rows]))}
          >
            CSV
          </Button>
        </>
      }
    >
      {isTable ? <Shown title={title} table={table} /> : children}
    </Card>
  );
}

function Shown({
  title,
  table: { columns, rows, format = (cell) => String(cell ?? '') },
}: {
  readonly title: string;
  readonly table: FigureTable;
}) {
  return (
    <Table.ScrollContainer
      minWidth={columns.length * 110}
      type="native"
      tabIndex={0}
      aria-label={title}
      role="group"
    >
      <Table className={classes['table']} aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column, index) => (
              <Table.Th key={index} ta={index === 0 ? 'left' : 'right'}>
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {/* Two routers may have one name. */}
          {rows.map((cells, row) => (
            <Table.Tr key={row}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <Table.Th key={index} scope="row">
                    {format(cell, index)}
                  </Table.Th>
                ) : (
                  <Table.Td key={index} ta="right">
                    {format(cell, index)}
                  </Table.Td>
                ),
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
