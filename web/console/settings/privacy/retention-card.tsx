import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Card } from '../../ui/card.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { useTenant } from '../tenant-query.ts';
import { retentionQuery } from './retention-query.ts';
import { daysText, payloadText } from './retention-values.ts';

const RetentionForm = lazy(async () => ({ default: (await import('./retention-form.tsx')).RetentionForm }));

/** What is kept how long, and where that can be changed. */
export function RetentionCard({ mayChange }: { readonly mayChange: boolean }) {
  const retention = useQuery(retentionQuery(useTenant()));
  const { values, set } = useUrlState({ change: '' });
  const isChanging = mayChange && values.change !== '';
  const { data } = retention;
  return (
    <Card
      title="How long data is kept"
      actions={
        mayChange && !isChanging && data !== undefined ? (
          <Button variant="default" onClick={() => set({ change: 'retention' })}>
            Change
          </Button>
        ) : undefined
      }
    >
      {data === undefined ? (
        <>
          <ProblemAlert error={retention.error} onRetry={() => void retention.refetch()} />
          {retention.isPending ? <Skeleton height={140} /> : null}
        </>
      ) : isChanging ? (
        <Suspense fallback={<Skeleton height={140} />}>
          <RetentionForm shown={data} onDone={() => set({ change: '' })} />
        </Suspense>
      ) : (
        <>
          <Facts>
            <Fact name="Events, deliveries, attempts">{daysText(data.data.retentionDays)}</Fact>
            <Fact name="What is in them">
              {payloadText(data.data)}
              <Text size="xs" c="dimmed">
                Bodies of events; headers and answers of attempts.
              </Text>
            </Fact>
            <Fact name="Sessions, jobs, bookings, leads">
              Until they are erased
              <Text size="xs" c="dimmed">
                They are your company’s own data.
              </Text>
            </Fact>
            <Fact name="Audit log">
              For good
              <Text size="xs" c="dimmed">
                It says who did what, and never what a visitor told.
              </Text>
            </Fact>
          </Facts>
          <Text size="xs" c="dimmed" mt="md">
            The server looks every few minutes; whole days may go up to two days later. What apps have
            received is theirs to keep or erase.
          </Text>
        </>
      )}
    </Card>
  );
}
