import { Button, Group, Text } from '@mantine/core';
import { useMe } from '../../../api/me.ts';
import { RouteLink } from '../../../shell/route-link.tsx';
import { useApp } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import { useConnections } from '../connections-query.ts';
import type { StepState } from './plan-first-event.ts';
import { StepCard } from './step-card.tsx';

/** From tests to what visitors do. */
export function RealStep({ state }: { readonly state: StepState }) {
  const app = useApp().data;
  const { tenants } = useMe();
  const { rows = [] } = useConnections(app.id);
  const isConnected = rows.some((row) => row.state === 'connected');
  const isOwnConnected = (id: number): boolean =>
    rows.some((row) => row.tenantId === id && row.state === 'connected');
  const own =
    tenants.find(({ id }) => isOwnConnected(id)) ??
    tenants.find(({ id }) => app.tenants.some(({ tenantId }) => tenantId === id));
  const settings = own === undefined ? undefined : `/settings/tenants/${own.id}`;
  return (
    <StepCard
      number={3}
      state={state}
      title="Hear of a real visitor"
      description="Once a tenant has allowed the app, every such visit is sent: retried, logged, and to be replayed."
    >
      <Group gap="sm">
        {isConnected ? (
          <>
            <Text size="sm">A tenant is connected.</Text>
            {own === undefined || !isOwnConnected(own.id) ? null : (
              <Button
                component={RouteLink}
                href={`${settings}/simulate`}
                variant={state === 'next' ? 'filled' : 'default'}
              >
                Play a visitor of {own.name}
              </Button>
            )}
          </>
        ) : settings === undefined ? (
          <Button
            component={RouteLink}
            href={appHref(app.id, '/tenants')}
            variant={state === 'next' ? 'filled' : 'default'}
          >
            {app.tenants.length + app.networks.length === 0 ? 'Name a tenant' : 'Invite a tenant'}
          </Button>
        ) : (
          <Button
            component={RouteLink}
            href={`${settings}/api-access`}
            variant={state === 'next' ? 'filled' : 'default'}
          >
            Allow it in the settings of {own?.name}
          </Button>
        )}
      </Group>
    </StepCard>
  );
}
