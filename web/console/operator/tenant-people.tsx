import { Text, Title } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Instant } from '../ui/instant.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePages } from '../ui/use-pages.ts';
import type { PersonView } from './person-view.ts';

/** Who works for a tenant. Whom it lets in, its administrators say. */
export function TenantPeople({ tenantId }: { readonly tenantId: number }) {
  const people = usePages<PersonView>(['operator', 'people'], '/api/operator/people', { tenantId });
  const columns: readonly Column<PersonView>[] = [
    { title: 'Person', render: ({ name, email }) => <TwoLines more={email}>{name}</TwoLines> },
    {
      title: 'Role',
      render: ({ tenants }) =>
        tenants.find(({ id }) => id === tenantId)?.role === 'administrator'
          ? 'Administrator'
          : 'Office employee',
    },
    {
      title: 'Last sign-in',
      render: ({ lastSignInAt }) =>
        lastSignInAt === null ? 'none at present' : <Instant at={lastSignInAt} show="relative" />,
    },
    {
      title: 'State',
      isNarrow: true,
      render: ({ disabledAt }) =>
        disabledAt === null ? (
          <StateBadge kind="good">Enabled</StateBadge>
        ) : (
          <StateBadge kind="bad">Disabled</StateBadge>
        ),
    },
  ];
  return (
    <section>
      <Title order={2}>People</Title>
      <Text c="dimmed" size="sm" mb="sm">
        Its administrators invite them and say what they may do.
      </Text>
      <DataTable
        label="People of the tenant"
        columns={columns}
        rowKey={({ personId }) => personId}
        rowHref={({ email }) => `/operator/people?search=${encodeURIComponent(email)}`}
        {...people}
        empty={
          <EmptyState icon={IconUsers} title="Nobody works for it yet">
            Make its first administrator on the server: <code>fieldhook user invite</code>.
          </EmptyState>
        }
      />
    </section>
  );
}
