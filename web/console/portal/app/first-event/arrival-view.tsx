import { Group, Stack, Text } from '@mantine/core';
import { CodeView, JsonView } from '../../../ui/code-view.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { StateBadge, type StateKind } from '../../../ui/state-badge.tsx';
import classes from './arrival-view.module.css';
import type { Arrival } from './inbox-query.ts';

const verdicts: Readonly<Record<Arrival['verdict'], readonly [StateKind, string]>> = {
  verified: ['good', 'Signature verified'],
  verified_by_old_key: ['good', 'Signature verified, by the old key'],
  not_verified: ['bad', 'Signature not verified'],
};

/** One POST as the inbox got it. */
export function ArrivalView({ arrival }: { readonly arrival: Arrival }) {
  const { at, verdict, isTest, headers, body } = arrival;
  const [kind, word] = verdicts[verdict];
  const lines = Object.entries(headers as Record<string, string>).map(([name, value]) => `${name}: ${value}`);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <StateBadge kind={kind}>{word}</StateBadge>
        {isTest ? <StateBadge kind="quiet">Test</StateBadge> : null}
        <Text size="sm" c="dimmed" component="span">
          arrived <Instant at={at} withSeconds />
        </Text>
      </Group>
      <div className={classes['parts']}>
        <CodeView code={lines.join('\n')} label="Headers" maxHeight={280} />
        <JsonView value={body} label="Body" maxHeight={280} />
      </div>
    </Stack>
  );
}
