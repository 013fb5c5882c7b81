import { Group } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';

/** An id among facts, as people take it to a log or a search. */
export function CopyableId({ id, what }: { readonly id: string; readonly what: string }) {
  return (
    <Group gap={4} wrap="nowrap" my={-6}>
      <code>{id}</code>
      <CopyButton value={id} what={what} />
    </Group>
  );
}
