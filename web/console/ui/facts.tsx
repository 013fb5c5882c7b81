import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** What is known of a thing, as names and values: `<Facts><Fact name="Phone">…</Fact></Facts>`. */
export function Facts({
  isNarrow = false,
  children,
}: {
  /** In a column beside something else. */
  readonly isNarrow?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <dl className={classes['facts']} data-narrow={isNarrow || undefined}>
      {children}
    </dl>
  );
}

/** Left out when there is no value. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === null || children === undefined || children === '' || children === false) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
