import { Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { VersionView } from '../../../../src/apps/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { Card } from '../../ui/card.tsx';
import { Instant } from '../../ui/instant.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { useApp } from './app-query.ts';
import { useConnections } from './connections-query.ts';
import { ScopeNames } from './scope-names.tsx';
import { VersionDiff } from './version-diff.tsx';

type Version = Static<typeof VersionView>;

/** Every version with what it changed, who made it, and who is still on it. */
export function VersionsPage() {
  const { id, version: newest } = useApp().data;
  const versions = useQuery({
    queryKey: ['portal', 'apps', id, 'versions'],
    queryFn: ({ signal }) => api.get<{ data: Version[] }>(path`/api/portal/apps/${id}/versions`, { signal }),
  });
  const connections = useConnections(id);
  const countOn = (version: number): string | undefined => {
    if (connections.rows === undefined) return undefined;
    const count = connections.rows.filter(({ connectedVersion }) => connectedVersion === version).length;
    const atLeast = connections.more.hasNextPage ? 'at least ' : '';
    return count === 1 ? `${atLeast}1 tenant on it` : `${atLeast}${count} tenants on it`;
  };
  if (versions.data === undefined) {
    return versions.error === null ? (
      <Skeleton height={180} radius="lg" />
    ) : (
      <ProblemAlert error={versions.error} onRetry={() => void versions.refetch()} />
    );
  }
  return (
    <>
      <Text size="sm" c="dimmed" mb="md" maw={680}>
        Other scopes or another set of events make the next version. A connected tenant keeps the version that
        it accepted, and receives the events of that one, until its administrator upgrades.
      </Text>
      {versions.data.data.map((view) => (
        <Card
          key={view.version}
          title={`Version ${view.version}`}
          description={
            <>
              <Instant at={view.createdAt} /> by {view.createdBy?.name ?? 'somebody who is gone'}
              {view.createdBy === null ? null : ` (${view.createdBy.email})`}
            </>
          }
          actions={
            <Group gap="xs">
              {countOn(view.version) === undefined ? null : (
                <Text size="sm" c="dimmed">
                  {countOn(view.version)}
                </Text>
              )}
              {view.version === newest ? <StateBadge kind="good">Newest</StateBadge> : null}
            </Group>
          }
        >
          <VersionDiff diff={view.diff} />
          {view.version === 1 ? null : (
            <Group gap="xs" mt="sm">
              <Text size="sm" c="dimmed">
                Asks for
              </Text>
              <ScopeNames scopes={view.scopes} eventTypes={view.eventTypes} />
            </Group>
          )}
        </Card>
      ))}
    </>
  );
}
