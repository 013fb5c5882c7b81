import { Button, Switch } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { hasCode } from '../../../../api/problem.ts';
import { explain } from '../../../../ui/explain.ts';
import classes from './live-bar.module.css';
import type { Live } from './use-live.ts';

/** The switch of the live tail, how it is with it, and the way to stop the list from moving. */
export function LiveBar({
  live,
  isOn,
  isOver,
  onSwitch,
}: {
  readonly live: Live;
  readonly isOn: boolean;
  /** The time that is looked at has ended, so nothing can come. */
  readonly isOver: boolean;
  readonly onSwitch: (isOn: boolean) => void;
}) {
  const { state, isPaused, waiting, pause, resume } = live;
  return (
    <div className={classes['bar']} role="group" aria-label="Live tail">
      <Switch
        label="Follow live"
        checked={isOn && !isOver}
        disabled={isOver}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      <span className={classes['state']} role="status">
        {isOn && !isOver ? (
          <>
            <span className={classes['dot']} data-kind={isPaused ? 'paused' : state.kind} aria-hidden />
            {describe(live)}
          </>
        ) : isOver ? (
          'The chosen days are over.'
        ) : (
          ''
        )}
      </span>
      {isOn && !isOver ? (
        isPaused ? (
          <Button
            size="compact-sm"
            variant={waiting > 0 ? 'filled' : 'default'}
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            onClick={resume}
          >
            {waiting > 0 ? `Show ${waiting} new` : 'Go on'}
          </Button>
        ) : state.kind === 'live' ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlayerPause size={14} aria-hidden />}
            onClick={pause}
          >
            Pause
          </Button>
        ) : null
      ) : null}
    </div>
  );
}

function describe({ state, isPaused }: Live): string {
  switch (state.kind) {
    case 'off':
    case 'connecting':
      return 'Connecting…';
    case 'live':
      return isPaused ? 'Paused' : 'Live';
    case 'waiting':
      return hasCode(state.error, 'rate_limited')
        ? 'Not live: four pages of yours follow deliveries already. It begins when one of them is closed.'
        : 'Reconnecting…';
    case 'ended':
      return `Not live: ${explain(state.error)}`;
  }
}
