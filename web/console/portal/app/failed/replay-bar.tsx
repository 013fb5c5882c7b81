import { Button } from '@mantine/core';
import { IconHistory, IconRepeat } from '@tabler/icons-react';
import { RouteLink } from '../../../shell/route-link.tsx';
import { useAppId } from '../app-query.ts';
import { formatCount } from '../../../ui/format-number.ts';
import { appHref } from '../app-tabs.ts';
import classes from './failed-page.module.css';
import { MOST_CHOSEN } from './use-failed-filter.ts';

/** What can be done with many: replay those that are chosen, or all that the filter finds; and what became of it before. */
export function ReplayBar({
  chosenCount,
  isEmpty,
  isTooLong,
  onReplayChosen,
  onReplayAll,
}: {
  readonly chosenCount: number;
  readonly isEmpty: boolean;
  /** The time that is looked at is longer than one replay can be of. */
  readonly isTooLong: boolean;
  readonly onReplayChosen: () => void;
  readonly onReplayAll: () => void;
}) {
  const appId = useAppId();
  const tooMany = chosenCount > MOST_CHOSEN;
  return (
    <div className={classes['bar']} role="group" aria-label="Replay many">
      <span className={classes['words']} role="status">
        {chosenCount > 0
          ? tooMany
            ? `${formatCount(chosenCount)} selected: more than ${MOST_CHOSEN} cannot be replayed one by one. Select fewer, or replay all found.`
            : `${chosenCount} selected`
          : isTooLong
            ? 'A replay of all reaches over 31 days at most: choose a shorter time.'
            : ''}
      </span>
      {chosenCount > 0 ? (
        <Button
          leftSection={<IconRepeat size={16} aria-hidden />}
          disabled={tooMany}
          onClick={onReplayChosen}
        >
          Replay {formatCount(chosenCount)} selected…
        </Button>
      ) : null}
      <Button
        variant={chosenCount > 0 ? 'default' : 'filled'}
        leftSection={<IconRepeat size={16} aria-hidden />}
        disabled={isEmpty || isTooLong}
        onClick={onReplayAll}
      >
        Replay all found…
      </Button>
      <Button
        component={RouteLink}
        href={appHref(appId, '/failed/replays')}
        variant="default"
        leftSection={<IconHistory size={16} aria-hidden />}
      >
        Replays so far
      </Button>
    </div>
  );
}
