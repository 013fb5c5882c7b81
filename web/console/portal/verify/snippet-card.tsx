import { Stack, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { IconHelpCircle } from '@tabler/icons-react';
import { Card } from '../../ui/card.tsx';
import { CodeView } from '../../ui/code-view.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { type Snippet, snippetQuery } from './snippets.ts';

/** The function to copy, and whether our tests have run it. */
export function SnippetCard({ snippet }: { readonly snippet: Snippet }) {
  const { data: code } = useSuspenseQuery(snippetQuery(snippet));
  const { language, file, tested } = snippet;
  return (
    <Card
      title={`In ${language}`}
      description="Nothing but the standard library. Any library of Standard Webhooks will do as well."
      actions={
        tested ? (
          <StateBadge kind="good">Tested</StateBadge>
        ) : (
          <StateBadge kind="quiet" icon={IconHelpCircle}>
            Not tested here
          </StateBadge>
        )
      }
    >
      <Stack gap="xs">
        <CodeView code={code.trimEnd()} label={file} maxHeight={760} />
        <Text size="sm" c="dimmed">
          {tested
            ? 'Our tests run it on what our own signer signed: right and wrong keys, a changed body, old and future timestamps, two keys.'
            : 'It does what the tested ones do, but our tests do not run it: try it with a test from the portal.'}
        </Text>
      </Stack>
    </Card>
  );
}
