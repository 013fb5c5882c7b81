import { Table } from '@mantine/core';
import type { Member } from './list-members.ts';
import classes from './member-table.module.css';

/** Members of one object: what each is called, is, may be, and means. */
export function MemberTable({
  label,
  members,
}: {
  readonly label: string;
  readonly members: readonly Member[];
}) {
  return (
    // The roles are named since a table that is laid out otherwise on narrow screens loses its own.
    <Table role="table" aria-label={label} className={classes['table']} verticalSpacing={6}>
      <Table.Thead role="rowgroup">
        <Table.Tr role="row">
          <Table.Th role="columnheader">Member</Table.Th>
          <Table.Th role="columnheader">Type</Table.Th>
          <Table.Th role="columnheader">Meaning</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {members.map(({ name, type, isNullable, meaning }) => (
          <Table.Tr role="row" key={name}>
            <Table.Td role="cell" className={classes['name']}>
              <code>{name}</code>
            </Table.Td>
            <Table.Td role="cell" className={classes['type']}>
              {type}
              {isNullable ? <span className={classes['nullable']}> or null</span> : null}
            </Table.Td>
            <Table.Td role="cell">{meaning}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
