import { Button } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state.tsx';

/** A list that is empty because of its filters, and the way out. */
export function NothingFits({
  title,
  onReset,
  children,
}: {
  /** "No session fits" */
  readonly title: string;
  readonly onReset: () => void;
  readonly children?: ReactNode;
}) {
  return (
    <EmptyState
      icon={IconSearchOff}
      title={title}
      action={
        <Button variant="default" onClick={onReset}>
          Clear the filters
        </Button>
      }
    >
      {children}
    </EmptyState>
  );
}
