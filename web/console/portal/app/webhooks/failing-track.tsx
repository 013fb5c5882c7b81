import classes from './trouble-notice.module.css';

const LAST_DAY = 5;
const ticks = [
  { day: 1, time: '1 day', more: ': warning' },
  { day: 3, time: '3 days', more: ': warning' },
  { day: LAST_DAY, time: '5 days', more: ': disabled' },
];

/** How far a webhook that does nothing but fail has come on the way to being disabled, drawn; `label` says it. */
export function FailingTrack({ days, label }: { readonly days: number; readonly label: string }) {
  const share = Math.min(1, days / LAST_DAY);
  return (
    <div className={classes['track']} role="img" aria-label={label}>
      <div className={classes['line']}>
        <div className={classes['done']} style={{ width: `${share * 100}%` }} />
      </div>
      {ticks.map(({ day, time, more }) => (
        <div key={day} className={classes['tick']} style={{ left: `${(day / LAST_DAY) * 100}%` }}>
          <span>
            {time}
            <i>{more}</i>
          </span>
        </div>
      ))}
    </div>
  );
}
