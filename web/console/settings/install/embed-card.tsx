import { Checkbox, Stack, Text } from '@mantine/core';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { Card } from '../../ui/card.tsx';
import { CodeView } from '../../ui/code-view.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { embedSnippet } from './snippets.ts';

/** The script and the link of a ready-made booking page, which this version does not have: says so. */
export function EmbedCard({ scheduler }: { readonly scheduler: SchedulerView }) {
  const { values, set } = useUrlState({ open: '' });
  return (
    <Card
      title="Ready-made booking page"
      description="By a script in your pages, or by a link."
      actions={<StateBadge kind="warn">Not available yet</StateBadge>}
    >
      <Stack gap="md">
        <Text size="sm">
          This version has no booking page of its own yet: where the script and the link lead, nothing
          answers. They are here for templates that you prepare; their form will stay.
        </Text>
        <CodeView
          label="Embed snippet"
          code={embedSnippet(location.origin, scheduler, values.open === 'auto')}
        />
        <Checkbox
          label="Open by itself"
          description="As soon as the page is there, without a click."
          checked={values.open === 'auto'}
          onChange={(event) => set({ open: event.currentTarget.checked ? 'auto' : '' })}
        />
        <CopyField label="Quick launch link" value={scheduler.quickLaunchLink} />
        <Text size="xs" c="dimmed">
          Apps read the same link through the public API.
        </Text>
      </Stack>
    </Card>
  );
}
