import type { CSSProperties } from 'react';
import classes from './bars.module.css';
import { formatCount, formatShare } from '../../ui/format-number.ts';

export interface Bar {
  readonly name: string;
  readonly count: number;
  /** Length of the bar, 0 to 1. */
  readonly share: number;
  /** The same in the period before. */
  readonly before?: { readonly count: number; readonly share: number } | undefined;
  readonly more?: string | undefined;
}

const length = (share: number): CSSProperties =>
  ({ '--share': `${(share * 100).toFixed(2)}%` }) as CSSProperties;

/**
 * A chart of bars that is a list: every number stands beside its bar, so nothing hangs on seeing it. Plain CSS; a library for charts
 * would be more than all the rest of the page.
 */
export function Bars({
  label,
  bars,
  kind = 'reached',
}: {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly kind?: 'reached' | 'drop';
}) {
  const isCompared = bars.some(({ before }) => before !== undefined);
  return (
    <>
      <ol className={classes['bars']} aria-label={label}>
        {bars.map(({ name, count, share, before, more }) => (
          <li key={name} className={classes['line']}>
            <span className={classes['name']}>
              {name}
              {more === undefined ? null : <span className={classes['more']}>{more}</span>}
            </span>
            <span className={classes['track']} aria-hidden>
              <span className={classes['bar']} data-kind={kind} style={length(share)} />
              {before === undefined ? null : (
                <span className={classes['before']} style={length(before.share)} />
              )}
            </span>
            <span className={classes['value']}>
              <strong>{formatCount(count)}</strong> {formatShare(share)}
              {before === undefined ? null : (
                <span className={classes['more']}>
                  before {formatCount(before.count)} · {formatShare(before.share)}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      {isCompared ? (
        <div className={classes['legend']} aria-hidden>
          <span>
            <i className={classes['bar']} data-kind={kind} /> This period
          </span>
          <span>
            <i className={classes['before']} /> The period before
          </span>
        </div>
      ) : null}
    </>
  );
}
