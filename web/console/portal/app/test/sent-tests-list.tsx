import { Anchor, UnstyledButton } from '@mantine/core';
import { AttemptBadge } from '../../../deliveries/attempt-badge.tsx';
import { RouteLink } from '../../../shell/route-link.tsx';
import { Card } from '../../../ui/card.tsx';
import { formatInstant } from '../../../ui/format-instant.ts';
import { useNames } from '../../app-form/portal-catalogue.ts';
import { useAppId } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import classes from './sent-tests-list.module.css';
import type { SentTest } from './sent-tests.ts';

/** The tests of this visit, each of which can be looked at again; nothing while there is but one. */
export function SentTestsList({
  tests,
  shownId,
  onShow,
}: {
  readonly tests: readonly SentTest[];
  readonly shownId: string | undefined;
  readonly onShow: (id: string) => void;
}) {
  const appId = useAppId();
  const { eventName } = useNames();
  if (tests.length < 2) return null;
  return (
    <Card
      title="Tests of this visit"
      description={
        <>
          What came back is kept nowhere else. Who sent a test, and when, stands in the{' '}
          <Anchor component={RouteLink} href={appHref(appId, '/audit')} size="sm" underline="always">
            audit log
          </Anchor>
          .
        </>
      }
    >
      <ul className={classes['list']}>
        {tests.map(({ id, at, eventType, to, answer }) => (
          <li key={id}>
            <UnstyledButton
              className={classes['test']}
              aria-current={id === shownId || undefined}
              onClick={() => onShow(id)}
            >
              <span>
                {eventName(eventType)}{' '}
                <span className={classes['more']}>
                  {to === 'inbox' ? 'to the inbox' : 'to the webhook'} · {timeOf(at)}
                </span>
              </span>
              <AttemptBadge status={answer.response?.status ?? null} isTaken={answer.error === null} />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** All are of this visit: the time of day is enough. */
const timeOf = (at: string): string => formatInstant(new Date(at), undefined, true).split(', ').at(-1) ?? '';
