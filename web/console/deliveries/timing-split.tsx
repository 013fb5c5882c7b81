import classes from './timing-split.module.css';

export interface Timing {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  readonly firstByteMs: number | null;
}

const names = [
  ['dns', 'DNS'],
  ['connect', 'Connect'],
  ['tls', 'TLS'],
  ['firstByte', 'First byte'],
] as const;

/** Where the time of a POST went: a bar, and the same in figures. What is null was not needed or not reached, and is left out. */
export function TimingSplit({
  timing,
  totalMs,
}: {
  readonly timing: Timing;
  readonly totalMs: number | null;
}) {
  const known = names.flatMap(([phase, name]) => {
    const ms = timing[`${phase}Ms`];
    return ms === null ? [] : [{ phase, name, ms }];
  });
  const sum = known.reduce((before, { ms }) => before + ms, 0);
  const rest = (totalMs ?? sum) - sum;
  // Each phase was rounded, so some milliseconds over or under say nothing.
  const parts = rest > known.length ? [...known, { phase: 'rest', name: 'Rest', ms: rest }] : known;
  if (parts.length === 0) return null;
  return (
    <div>
      <div className={classes['track']} aria-hidden>
        {parts.map(({ phase, ms }) => (
          <span
            key={phase}
            className={classes['part']}
            data-phase={phase}
            style={{ flexGrow: Math.max(ms, 0.5) }}
          />
        ))}
      </div>
      <ul className={classes['list']} aria-label="Where the time went">
        {parts.map(({ phase, name, ms }) => (
          <li key={phase}>
            <span className={classes['mark']} data-phase={phase} aria-hidden />
            {name} <strong>{ms} ms</strong>
          </li>
        ))}
        {totalMs === null ? null : (
          <li>
            Total <strong>{totalMs} ms</strong>
          </li>
        )}
      </ul>
    </div>
  );
}
