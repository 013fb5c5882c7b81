import type { ReactNode } from 'react';
import classes from './figure-tiles.module.css';

export interface FigureTile {
  readonly name: string;
  readonly value: ReactNode;
  /** What says more about it, below. */
  readonly more?: ReactNode;
}

/** The figures that one looks at first. */
export function FigureTiles({ tiles }: { readonly tiles: readonly FigureTile[] }) {
  return (
    <dl className={classes['tiles']} aria-label="Figures">
      {tiles.map(({ name, value, more }) => (
        <div key={name} className={classes['tile']}>
          <dt className={classes['name']}>{name}</dt>
          <dd className={classes['value']}>{value}</dd>
          {more === undefined ? null : <dd className={classes['more']}>{more}</dd>}
        </div>
      ))}
    </dl>
  );
}
