import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { toast } from '../ui/toast.ts';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useUrlState } from '../ui/use-url-state.ts';
import { type App, buttonOf, decide, type Deed, deeds, deedsFor, labelOf } from './approval-deeds.ts';
import { NoteDialog } from './note-dialog.tsx';

/** Which apps are shown: what is asked of the server, what it is called, and what is said when there is none. */
const shows = {
  waiting: {
    query: { approved: 'false', refused: 'false' },
    label: 'Waiting',
    none: 'No app awaits approval',
  },
  refused: { query: { refused: 'true' }, label: 'Refused', none: 'No app is refused' },
  approved: { query: { approved: 'true' }, label: 'Approved', none: 'No app is approved yet' },
} as const;
type Show = keyof typeof shows;

const reason = {
  label: 'Reason',
  description: 'Why, and what would have to change. The developers read it.',
  missing: 'Say why: the developers have nothing else to go by.',
};

/** Apps that tenants of other organisations are to see only once somebody has looked at them. */
export function ApprovalPage() {
  const queryClient = useQueryClient();
  const { values, choose } = useUrlState({ show: 'waiting' });
  const show: Show = Object.hasOwn(shows, values.show) ? (values.show as Show) : 'waiting';
  const apps = usePages<App>(['operator', 'apps'], '/api/operator/apps', { ...shows[show].query, limit: 50 });
  const [deciding, setDeciding] = useState<{ readonly app: App; readonly deed: Deed }>();
  const columns: readonly Column<App>[] = [
    {
      title: 'App',
      render: ({ name, category, description }) => (
        <TwoLines more={`${category}: ${description}`}>
          <strong>{name}</strong>
        </TwoLines>
      ),
    },
    {
      title: 'Organisation',
      render: ({ organisation, email }) => <TwoLines more={email}>{organisation}</TwoLines>,
    },
    show === 'refused'
      ? { title: 'Reason', render: ({ refusal }) => refusal?.reason ?? '' }
      : {
          title: 'Wants',
          render: ({ scopes, eventTypes }) => (
            <Text size="sm" component="span">
              {[...scopes, ...eventTypes].join(', ')}
            </Text>
          ),
        },
    {
      title: { waiting: 'Made', refused: 'Refused', approved: 'Approved' }[show],
      isNarrow: true,
      render: ({ createdAt, approvedAt, refusal }) => (
        <Instant at={approvedAt ?? refusal?.at ?? createdAt} show="relative" />
      ),
    },
    {
      title: 'Action',
      isNarrow: true,
      render: (app) => (
        <Group gap={6} wrap="nowrap" justify="flex-end">
          {deedsFor(app).map((deed) => (
            <Button
              key={deed}
              size="compact-sm"
              variant={deed === 'approve' ? 'filled' : 'default'}
              aria-label={labelOf(deed, app)}
              onClick={() => setDeciding({ app, deed })}
            >
              {buttonOf(deed, app)}
            </Button>
          ))}
        </Group>
      ),
    },
  ];
  const { app, deed = 'approve' } = deciding ?? {};
  const { name = '' } = app ?? {};
  const words = deeds[deed];
  return (
    <>
      <PageTitle
        title="App approval"
        description="Until it is approved, an app is seen by the tenants of its own organisation only."
      />
      <SegmentedControl
        mb="md"
        aria-label="Which apps"
        data={Object.entries(shows).map(([value, { label }]) => ({ value, label }))}
        value={show}
        onChange={(value) => choose({ show: value })}
      />
      <DataTable
        label="Apps"
        columns={columns}
        rowKey={({ id }) => id}
        {...apps}
        empty={<EmptyState icon={IconRosetteDiscountCheck} title={shows[show].none} />}
      />
      <NoteDialog
        opened={deciding !== undefined}
        onClose={() => setDeciding(undefined)}
        title={words.title(name)}
        confirm={words.confirm(name)}
        isDangerous={words.isDangerous}
        {...(deed === 'refuse' && { asked: reason })}
        maxLength={500}
        onConfirm={async (text) => {
          await decide(app?.id ?? '', deed, text);
          await queryClient.invalidateQueries({ queryKey: ['operator', 'apps'] });
          toast.good(words.done(name));
        }}
      >
        {words.text}
      </NoteDialog>
    </>
  );
}
