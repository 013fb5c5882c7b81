import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Countdown } from '../../../ui/countdown.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { useAppId } from '../app-query.ts';
import classes from './value.module.css';
import { webhooksQuery } from './webhooks-query.ts';

/** An old key that still signs along: for how long, when it last did, and the way to end it. */
export function OverlapBox({
  what,
  until,
  lastUsedAt,
  endLabel,
  onEnd,
}: {
  /** "The old key" */
  readonly what: string;
  readonly until: string;
  readonly lastUsedAt: string | null;
  readonly endLabel: string;
  readonly onEnd: () => void;
}) {
  const queryClient = useQueryClient();
  const appId = useAppId();
  return (
    <div className={classes['box']}>
      <div>
        {what} signs along for another{' '}
        <strong>
          <Countdown
            key={until}
            until={until}
            onEnd={() => void queryClient.invalidateQueries(webhooksQuery(appId))}
          />
        </strong>
        <Text size="xs" c="dimmed">
          until <Instant at={until} /> ·{' '}
          {lastUsedAt === null ? (
            'not used since the rotation'
          ) : (
            <>
              last used <Instant at={lastUsedAt} show="relative" />
            </>
          )}
        </Text>
      </div>
      <Button size="xs" variant="default" aria-label={endLabel} onClick={onEnd}>
        End now
      </Button>
    </div>
  );
}
