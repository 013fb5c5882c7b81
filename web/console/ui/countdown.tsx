import { useEffect, useEffectEvent, useState } from 'react';

const DAY_SECONDS = 86_400;

const parts = (seconds: number): string => {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  // The first day of a countdown of one is still told in hours.
  if (seconds > DAY_SECONDS) {
    const days = Math.floor(seconds / DAY_SECONDS);
    return `${days} d ${hours % 24}:${two(minutes)}:${two(rest)}`;
  }
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};

interface CountdownProps {
  /** Either the instant at which it ends, */
  readonly until?: string | Date;
  /** or how long it takes from now on. */
  readonly seconds?: number;
  readonly onEnd?: () => void;
}

/** The time that is left, as h:mm:ss, with the days before it when it is more than one. */
export function Countdown({ until, seconds = 0, onEnd }: CountdownProps) {
  const [end] = useState(() => Date.now() + seconds * 1000);
  const endsAt = until === undefined ? end : new Date(until).getTime();
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((endsAt - now) / 1000));
  const isOver = left === 0;
  const tellEnd = useEffectEvent(() => onEnd?.());
  useEffect(() => {
    if (isOver) {
      tellEnd();
      return undefined;
    }
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isOver]);
  return <time dateTime={`PT${left}S`}>{parts(left)}</time>;
}
