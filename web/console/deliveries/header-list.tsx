import classes from './header-list.module.css';

/** The headers of a message, one that came several times on a line each. */
export function HeaderList({
  headers,
  label,
}: {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly label: string;
}) {
  return (
    <dl className={classes['headers']} aria-label={label}>
      {Object.entries(headers).map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          {[value].flat().map((one, index) => (
            <dd key={index}>{String(one)}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
