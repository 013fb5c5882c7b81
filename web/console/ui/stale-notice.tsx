import { Button } from '@mantine/core';
import { ApiProblem } from '../api/problem.ts';
import { Instant } from './instant.tsx';
import classes from './stale-notice.module.css';

/** How it went to read something: what went wrong, and since when there is what is shown. */
export interface Reading {
  readonly error: unknown;
  readonly dataUpdatedAt?: number;
  readonly refetch: () => unknown;
}

/** Over what was read once and could not be read again: how old it is, and the way to try. */
export function StaleNotice({ of: { error, dataUpdatedAt = 0, refetch } }: { readonly of: Reading }) {
  const isStale = error !== null && error !== undefined && dataUpdatedAt > 0;
  return (
    <div className={isStale ? classes['notice'] : undefined}>
      {/* It is there before its words are, since only then they are read out. */}
      <span role="status">
        {isStale ? (
          <>
            Could not be read again; this is as of <Instant at={new Date(dataUpdatedAt)} withSeconds />.
            {error instanceof ApiProblem ? ` ${error.title}` : ''}
          </>
        ) : null}
      </span>
      {isStale ? (
        <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}
