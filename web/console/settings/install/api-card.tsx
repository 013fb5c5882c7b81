import { Anchor, Checkbox, List, Stack, Text } from '@mantine/core';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { Card } from '../../ui/card.tsx';
import { CodeView } from '../../ui/code-view.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { openSessionCall } from './snippets.ts';

/** How a booking page of one's own opens the scheduler. */
export function ApiCard({ scheduler }: { readonly scheduler: SchedulerView }) {
  const { values, choose } = useUrlState({ test: 'yes' });
  const isTest = values.test === 'yes';
  return (
    <Card
      title="Your own booking page"
      description="Your website shows the steps and tells the visitor’s API of each; fieldhook decides what becomes of the visit."
    >
      <Stack gap="md">
        <CodeView label="Open a session" code={openSessionCall(location.origin, scheduler, isTest)} />
        <Checkbox
          label="As a test"
          description="A test session never counts as qualified, and is in no figure."
          checked={isTest}
          onChange={(event) => choose({ test: event.currentTarget.checked ? 'yes' : 'no' })}
        />
        <List size="sm" spacing={4}>
          <List.Item>
            The answer has the session’s id and secret, with which your page saves each step, sends a
            heartbeat every 20 seconds, says when it is hidden or closed, and completes.
          </List.Item>
          <List.Item>
            Call it from your server, or have your web server pass <code>/scheduler/</code> on to this one:
            browsers do not let a page read what another site answers.
          </List.Item>
          <List.Item>
            Pass the visitor’s User-Agent on. What looks like a tool counts as a bot, and is never followed
            up.
          </List.Item>
        </List>
        <Text size="sm">
          <Anchor href="/docs" size="sm">
            All calls of the visitor’s API
          </Anchor>
        </Text>
      </Stack>
    </Card>
  );
}
