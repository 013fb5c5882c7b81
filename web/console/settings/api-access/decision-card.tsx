import { Button, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Card } from '../../ui/card.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import type { Deed, useDecision } from './use-decision.ts';

/** Allow or Decline, and what comes of either. */
export function DecisionCard({
  title,
  allow,
  decision: { decide, deed, error, isDone },
  children,
}: {
  readonly title: string;
  /** What Allow does. */
  readonly allow: Exclude<Deed, 'decline'>;
  readonly decision: ReturnType<typeof useDecision>;
  readonly children: ReactNode;
}) {
  const isBusy = deed !== undefined || isDone;
  return (
    <Card title={title}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed" component="div">
          {children}
        </Text>
        <ProblemAlert title="Nothing was decided" error={error} />
        <Button
          fullWidth
          leftSection={<IconCheck size={16} aria-hidden />}
          loading={deed === allow}
          disabled={isBusy && deed !== allow}
          onClick={() => decide(allow)}
        >
          Allow
        </Button>
        <Button
          fullWidth
          variant="default"
          loading={deed === 'decline'}
          disabled={isBusy && deed !== 'decline'}
          onClick={() => decide('decline')}
        >
          Decline
        </Button>
      </Stack>
    </Card>
  );
}
