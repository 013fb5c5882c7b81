import { Group, Text } from '@mantine/core';
import type { LeadView } from '../../../../src/follow-ups/schema.ts';
import { Card } from '../../ui/card.tsx';
import { Instant } from '../../ui/instant.tsx';
import { FollowUpMenu } from './follow-up-menu.tsx';

/** How far the office has come with what was filed for a session. */
export function LeadCard({ lead }: { readonly lead: LeadView }) {
  const { kind, id, filedAt, stateChangedAt, stateChangedBy, convertedAt } = lead;
  return (
    <Card title={kind === 'lead' ? `Lead ${id}` : `Filed booking ${id}`}>
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          Follow-up
        </Text>
        <FollowUpMenu lead={lead} />
      </Group>
      <Text size="xs" c="dimmed" mt="xs">
        Filed <Instant at={filedAt} show="relative" />
        {stateChangedAt === null ? null : (
          <>
            {' · changed '}
            <Instant at={stateChangedAt} show="relative" />
            {stateChangedBy === null ? null : ` by ${stateChangedBy.name}`}
          </>
        )}
        {convertedAt === null ? null : (
          <>
            {' · completed after all '}
            <Instant at={convertedAt} show="relative" />
          </>
        )}
      </Text>
    </Card>
  );
}
