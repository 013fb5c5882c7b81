import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconBuildingStore } from '@tabler/icons-react';
import type { Static } from 'typebox';
import type { OwnTenant } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { otherEnvironment } from '../api/environment-names.ts';
import { useMe } from '../api/me.ts';
import { useSignOut } from '../shell/use-sign-out.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { StateBadge } from '../ui/state-badge.tsx';

type Tenant = Static<typeof OwnTenant>;

const columns: readonly Column<Tenant>[] = [
  { title: 'Name', render: ({ name }) => name },
  { title: 'Tenant ID', render: ({ id }) => id },
  {
    title: 'You are',
    render: ({ role }) => (role === 'administrator' ? 'Administrator' : 'Office employee'),
  },
  {
    title: 'Webhooks',
    render: ({ preview }) =>
      preview ? (
        <StateBadge kind="good">On</StateBadge>
      ) : (
        <StateBadge kind="quiet">Private preview: off</StateBadge>
      ),
  },
];

/** The tenants that one works for, in the environment of the sign-in. */
export function TenantsPage() {
  const tenants = useQuery({
    queryKey: ['settings', 'tenants'],
    queryFn: ({ signal }) => api.get<{ data: Tenant[] }>('/api/settings/tenants', { signal }),
  });
  return (
    <>
      <PageTitle title="Settings" description="Choose the tenant whose settings you want to see." />
      <DataTable
        label="Your tenants"
        columns={columns}
        rows={tenants.data?.data}
        rowKey={({ id }) => String(id)}
        rowHref={({ id }) => `/settings/tenants/${id}`}
        query={tenants}
        empty={<NoTenant />}
      />
    </>
  );
}

/** The same address may work for tenants of the other environment, which takes another sign-in. */
function NoTenant() {
  const { environment } = useMe();
  const signOut = useSignOut();
  return (
    <EmptyState
      icon={IconBuildingStore}
      title={`You work for no tenant in the ${environment} environment`}
      action={
        <Button variant="default" onClick={() => void signOut()}>
          Sign out
        </Button>
      }
    >
      If yours lies in the other one, sign out and choose {otherEnvironment(environment)} Environment User.
      Otherwise an administrator of the tenant can invite you.
    </EmptyState>
  );
}
