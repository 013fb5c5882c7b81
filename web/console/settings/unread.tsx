import { Box } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { ProblemAlert } from '../ui/problem-alert.tsx';

type Choices = Pick<UseQueryResult, 'data' | 'error' | 'isError' | 'refetch'>;

/** What stands in a field whose choices are not there yet. */
export const waitingFor = ({ isError }: Pick<Choices, 'isError'>): string =>
  isError ? 'They could not be read' : 'Loading…';

/** That what one could choose from could not be read, and another try; nothing while it can be chosen. */
export function Unread({
  choices,
}: {
  /** What they are called, and how they are read. */
  readonly choices: readonly (readonly [name: string, query: Choices])[];
}) {
  const failed = choices.filter(([, { data, isError }]) => data === undefined && isError);
  const [first] = failed;
  if (first === undefined) return null;
  return (
    <Box mb="sm">
      <ProblemAlert
        error={first[1].error}
        title={`The ${failed.map(([name]) => name).join(' and ')} could not be read`}
        onRetry={() => {
          for (const [, { refetch }] of failed) void refetch();
        }}
      />
    </Box>
  );
}
