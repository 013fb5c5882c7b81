import type { ReactNode } from 'react';
import classes from './two-lines.module.css';

/** What a row is about, and below it, smaller, what tells it from others. */
export function TwoLines({ children, more }: { readonly children: ReactNode; readonly more: ReactNode }) {
  return (
    <span>
      {children}
      {more === '' || more === null ? null : <span className={classes['more']}>{more}</span>}
    </span>
  );
}
