import { Button, Group, Text } from '@mantine/core';
import { explain } from './explain.ts';

/** Of an infinite query: more is loaded on demand. */
export interface More {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError?: boolean;
  readonly error?: unknown;
  readonly fetchNextPage: () => unknown;
}

/** The way to what follows in a list, and why it did not come. */
export function LoadMore({ more }: { readonly more: More | undefined }) {
  if (more?.hasNextPage !== true) return null;
  const { isFetchingNextPage, isFetchNextPageError = false, error, fetchNextPage } = more;
  return (
    <Group justify="center" mt="md" gap="sm">
      {/* Never disabled: that would take the focus away. */}
      <Button
        variant="default"
        aria-disabled={isFetchingNextPage}
        onClick={() => {
          if (!isFetchingNextPage) void fetchNextPage();
        }}
      >
        {isFetchingNextPage ? 'Loading…' : 'Load more'}
      </Button>
      {isFetchNextPageError && !isFetchingNextPage ? (
        <Text role="alert" size="sm" c="var(--bad)">
          No more could be loaded. {explain(error)}
        </Text>
      ) : null}
    </Group>
  );
}
