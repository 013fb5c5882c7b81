import { Button, Skeleton } from '@mantine/core';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useApp } from './app-query.ts';
import { appHref } from './app-tabs.ts';
import { ConnectionBadge } from './connection-badge.tsx';
import { useConnections } from './connections-query.ts';
import classes from './named-list.module.css';

const SHOWN = 6;

/** The state of each tenant, those first that need nothing any more. */
export function TenantStates() {
  const { id, version } = useApp().data;
  const { rows, query, more } = useConnections(id);
  const order = ['connected', 'disabled', 'not_connected_yet'];
  const shown = rows?.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state)).slice(0, SHOWN);
  const rest = (rows?.length ?? 0) - SHOWN;
  return (
    <Card
      title="Tenants"
      actions={
        <Button component={RouteLink} href={appHref(id, '/tenants')} variant="default">
          {rest > 0 ? `All ${rows?.length ?? ''}${more.hasNextPage ? '+' : ''}` : 'Manage'}
        </Button>
      }
    >
      <ProblemAlert error={rows === undefined ? query.error : null} onRetry={() => void query.refetch()} />
      {query.isPending ? <Skeleton height={90} radius="md" /> : null}
      {shown?.length === 0 ? (
        <p className={classes['none']}>The app names no tenant yet.</p>
      ) : (
        <ul className={classes['list']}>
          {shown?.map(({ tenantId, note, state, connectedVersion }) => (
            <li key={tenantId}>
              <TwoLines more={note ?? ''}>
                <strong className={classes['id']}>{tenantId}</strong>
              </TwoLines>
              <span className={classes['state']}>
                {connectedVersion === null
                  ? null
                  : `version ${connectedVersion}${connectedVersion === version ? '' : `, newest is ${version}`}`}
                <ConnectionBadge state={state} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
