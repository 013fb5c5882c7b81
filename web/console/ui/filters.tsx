import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './filters.module.css';

/** The row of filters above a list; the search first, since it takes the room that is left. */
export function Filters({
  label,
  isChanged,
  onReset,
  children,
}: {
  readonly label: string;
  readonly isChanged: boolean;
  readonly onReset: () => void;
  readonly children: ReactNode;
}) {
  return (
    <div role="search" aria-label={label} className={classes['filters']}>
      {children}
      {isChanged ? (
        <Button variant="subtle" onClick={onReset}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}
