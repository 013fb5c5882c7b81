import { Skeleton, Stack } from '@mantine/core';

/** In place of a page whose code or data are still on their way. */
export function PendingPage() {
  return (
    <Stack gap="md" mt="sm" role="status" aria-label="Loading">
      <Skeleton height={26} width={220} />
      <Skeleton height={14} width="60%" />
      <Skeleton height={180} mt="md" />
    </Stack>
  );
}
