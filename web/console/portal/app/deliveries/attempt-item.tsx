import { IconChevronRight, IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import type { AskedReplay, AttemptView, DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';
import { AttemptBadge } from '../../../deliveries/attempt-badge.tsx';
import { attemptErrorName } from '../../../deliveries/attempt-error-names.ts';
import { TimingSplit } from '../../../deliveries/timing-split.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import classes from './attempt-item.module.css';
import { RequestBody, RequestSide } from './request-side.tsx';
import { ResponseSide } from './response-side.tsx';

/** One POST: what was sent, what came back, where the time went, and what to do when it went wrong. */
export function AttemptItem({
  attempt,
  delivery,
  isOpen,
  onOpen,
}: {
  readonly attempt: AttemptView;
  readonly delivery: DeliveryDetail;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}) {
  const [isShown, setShown] = useState(isOpen);
  const { number, replayId, startedAt, durationMs, status, error, timing } = attempt;
  const replay = delivery.replays.find(({ id }) => id === replayId);
  return (
    <details
      className={classes['item']}
      open={isShown}
      onToggle={({ currentTarget: { open } }) => {
        setShown(open);
        if (open && !isShown) onOpen();
      }}
    >
      <summary className={classes['summary']}>
        <IconChevronRight size={16} className={classes['chevron']} aria-hidden />
        <span className={classes['name']}>{nameOf(number, replayId)}</span>
        <AttemptBadge status={status} isTaken={error === null} />
        {replayId === null ? null : (
          <StateBadge kind="quiet" icon={IconRepeat}>
            {whoOf(replay)}
          </StateBadge>
        )}
        {durationMs === null ? null : <span>{durationMs} ms</span>}
        <span className={classes['when']}>
          <Instant at={startedAt} withSeconds />
        </span>
      </summary>
      {isShown ? (
        <div className={classes['inside']}>
          {error === null ? null : (
            <div className={classes['problem']}>
              <strong>{attemptErrorName(error.code)}.</strong> {error.sentence} (<code>{error.code}</code>)
              {error.detail === null ? null : (
                <p className={classes['detail']}>
                  Detail: <code>{error.detail}</code>
                </p>
              )}
            </div>
          )}
          <TimingSplit timing={timing} totalMs={durationMs} />
          <div className={classes['sides']}>
            <RequestSide attempt={attempt} />
            <ResponseSide attempt={attempt} />
          </div>
          <RequestBody attempt={attempt} delivery={delivery} />
        </div>
      ) : null}
    </details>
  );
}

function nameOf(number: number | null, replayId: string | null): string {
  if (replayId !== null) return 'Replay';
  return number === null ? 'Not counted' : `Attempt ${number}`;
}

function whoOf(replay: AskedReplay | undefined): string {
  const who = replay?.askedBy?.name ?? 'somebody who is gone';
  return replay?.isMany === true ? `one of many, by ${who}` : `by ${who}`;
}
