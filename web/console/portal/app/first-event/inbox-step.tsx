import { Button, Group, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { ArrivalView } from './arrival-view.tsx';
import classes from './folded.module.css';
import type { Arrival } from './inbox-query.ts';
import type { StepState } from './plan-first-event.ts';
import { StepCard } from './step-card.tsx';
import { useSendTest } from './use-send-test.ts';

/** A test, sent to the inbox of the app: what a webhook looks like, before there is a server of one's own. */
export function InboxStep({
  appId,
  eventType,
  state,
  arrivals,
}: {
  readonly appId: string;
  readonly eventType: string;
  readonly state: StepState;
  readonly arrivals: readonly Arrival[];
}) {
  const send = useSendTest(appId, eventType, 'inbox');
  const refused = send.data?.error ?? null;
  const newest = arrivals[0];
  return (
    <StepCard
      number={1}
      state={state}
      title="See a signed event arrive"
      description="In the inbox that every app has on this server. Your delivery URL stays as it is."
    >
      <Stack gap="sm">
        <Group>
          <Button
            variant={state === 'next' ? 'filled' : 'default'}
            leftSection={<IconSend size={16} aria-hidden />}
            loading={send.isPending}
            onClick={() => send.mutate()}
          >
            {newest === undefined ? 'Send a test to the inbox' : 'Send another one'}
          </Button>
        </Group>
        <ProblemAlert error={send.error} title="The test was not sent" />
        {refused === null ? null : (
          <Text size="sm" role="alert" c="var(--bad)">
            The inbox did not take it. {refused.text}
          </Text>
        )}
        <div role="status" aria-label="Newest arrival" className={classes['told']}>
          {newest === undefined ? null : <ArrivalView key={newest.id} arrival={newest} />}
        </div>
        {arrivals.length < 2 ? null : (
          <Text size="sm" c="dimmed">
            {arrivals.length - 1} earlier {arrivals.length === 2 ? 'arrival' : 'arrivals'}. The inbox forgets
            after 24 hours.
          </Text>
        )}
      </Stack>
    </StepCard>
  );
}
