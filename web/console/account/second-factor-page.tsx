import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { SecondFactorSetUp } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { meQuery, useMe } from '../api/me.ts';
import { Card } from '../ui/card.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { toast } from '../ui/toast.ts';
import { PasswordForm } from './password-form.tsx';
import { SetUpForm } from './set-up-form.tsx';

type SetUp = Static<typeof SecondFactorSetUp>;

/** Setting a second factor up and giving it up. */
export function SecondFactorPage() {
  const { hasSecondFactor } = useMe().person;
  const queryClient = useQueryClient();
  const [setUp, setSetUp] = useState<SetUp>();
  const refresh = (): Promise<unknown> => queryClient.invalidateQueries(meQuery);
  return (
    <>
      <PageTitle
        title="Second factor"
        description="With it, signing in asks for a code of your authenticator app after your password."
        badge={
          hasSecondFactor ? (
            <StateBadge kind="good">On</StateBadge>
          ) : (
            <StateBadge kind="quiet">Not set up</StateBadge>
          )
        }
      />
      {hasSecondFactor ? (
        <Card title="Give it up" description="Then your password alone lets you in again.">
          <PasswordForm
            action="Give the second factor up"
            isDangerous
            onPassword={async (password) => {
              await api.post('/api/people/me/second-factor/disable', { body: { password } });
              await refresh();
              toast.good('The second factor is off.');
            }}
          />
        </Card>
      ) : setUp === undefined ? (
        <Card title="Set it up" description="You need an authenticator app on your telephone or computer.">
          <PasswordForm
            action="Set up a second factor"
            onPassword={async (password) => {
              setSetUp(await api.post<SetUp>('/api/people/me/second-factor', { body: { password } }));
            }}
          />
        </Card>
      ) : (
        <SetUpForm
          setUp={setUp}
          onDone={async () => {
            await refresh();
            setSetUp(undefined);
            toast.good('The second factor is on. From now on signing in asks for it.');
          }}
        />
      )}
      <Text c="dimmed" size="sm" mt="md">
        You lost your telephone? A backup code signs you in as well; each works once.
      </Text>
    </>
  );
}
