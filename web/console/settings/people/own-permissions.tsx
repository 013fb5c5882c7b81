import { Text } from '@mantine/core';
import { Card } from '../../ui/card.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { AskAdministrator } from '../administrators.tsx';
import { useTenant } from '../tenant-query.ts';
import { permissions, roleNames } from './member-words.ts';

/** What an office employee may do here, and who can change that. */
export function OwnPermissions() {
  const { permissions: own, name } = useTenant();
  return (
    <>
      <AskAdministrator>Only administrators see who works here and grant permissions.</AskAdministrator>
      <Card title="What you may do" description={`At ${name}.`}>
        <Facts>
          <Fact name="You are">{roleNames[own.role]}</Fact>
          <Fact name="Always">Read sessions, leads, figures and deliveries; follow leads up.</Fact>
          {permissions.map(({ field, title, text }) => (
            <Fact key={field} name={title}>
              {own[field] ? (
                <StateBadge kind="good">Granted</StateBadge>
              ) : (
                <StateBadge kind="quiet">Not granted</StateBadge>
              )}
              <Text size="xs" c="dimmed" mt={2}>
                {text}
              </Text>
            </Fact>
          ))}
        </Facts>
      </Card>
    </>
  );
}
