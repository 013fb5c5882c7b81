import { Stack } from '@mantine/core';
import { Card } from '../../ui/card.tsx';
import { CodeView } from '../../ui/code-view.tsx';
import type { Snippet } from './snippets.ts';

/** How to come by the bytes as they came. */
export function RawBodyCard({ snippet: { rawBody } }: { readonly snippet: Snippet }) {
  return (
    <Card
      title="The raw body"
      description="The signature is over the bytes as they came. JSON that was parsed and written again has other bytes."
    >
      <Stack gap="xs">
        {rawBody.map(({ in: where, code }) => (
          <CodeView key={where} code={code} label={where} />
        ))}
      </Stack>
    </Card>
  );
}
