import { Group, Stack, Text } from '@mantine/core';
import type { TestAnswer } from '../../../../../src/test-sends/schema.ts';
import { CodeView } from '../../../ui/code-view.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { signatureSentence } from './signature-sentence.ts';

/** What the developer's server made of a test. */
export function AnswerView({ answer }: { readonly answer: TestAnswer }) {
  const { response, error, timing, request, signature } = answer;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {error === null ? (
          <StateBadge kind="good">{`Your server answered ${response?.status ?? ''}`}</StateBadge>
        ) : (
          <StateBadge kind="bad">
            {response === null ? 'No answer' : `Your server answered ${response.status}`}
          </StateBadge>
        )}
        <Text size="sm" c="dimmed" component="span">
          {request.url} · {timing.totalMs} ms
        </Text>
      </Group>
      {error === null ? null : (
        <Text size="sm">
          {error.text}
          {error.detail === null ? '' : ` (${error.detail})`}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {signatureSentence(signature)}
      </Text>
      {response === null || response.body === '' ? null : (
        <CodeView code={response.body} label="What your server answered" maxHeight={160} />
      )}
    </Stack>
  );
}
