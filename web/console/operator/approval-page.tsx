import { Button, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Filters } from '../ui/filters.tsx';
import { NothingFits } from '../ui/nothing-fits.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { toast } from '../ui/toast.ts';
import { usePages } from '../ui/use-pages.ts';
import { useUrlState } from '../ui/use-url-state.ts';
import { approvalColumns } from './approval-columns.tsx';
import { type App, decide, type Deed, deeds } from './approval-deeds.ts';
import { type Show, shows } from './approval-shows.ts';
import { NoteDialog } from './note-dialog.tsx';

const reason = {
  label: 'Reason',
  description: 'Why, and what would have to change. The developers read it.',
  missing: 'Say why: the developers have nothing else to go by.',
};

/** Apps that tenants of other organisations are to see only once somebody has looked at them. */
export function ApprovalPage() {
  const queryClient = useQueryClient();
  const { values, set, choose } = useUrlState({ show: 'waiting', search: '' });
  const show: Show = Object.hasOwn(shows, values.show) ? (values.show as Show) : 'waiting';
  const { search } = values;
  const apps = usePages<App>(['operator', 'apps'], '/api/operator/apps', {
    ...shows[show].query,
    search,
    limit: 50,
  });
  const [deciding, setDeciding] = useState<{ readonly app: App; readonly deed: Deed }>();
  const { app, deed = 'approve' } = deciding ?? {};
  const { name = '' } = app ?? {};
  const words = deeds[deed];
  return (
    <>
      <PageTitle
        title="App approval"
        description="Until it is approved, an app is seen by the tenants of its own organisation only."
      />
      <Filters label="Find apps" isChanged={search !== ''} onReset={() => choose({ search: '' })}>
        <SegmentedControl
          aria-label="Which apps"
          data-wide=""
          data={Object.entries(shows).map(([value, { label }]) => ({ value, label }))}
          value={show}
          onChange={(value) => choose({ show: value })}
        />
        <SearchInput
          label="Search by name, organisation or app id"
          value={search}
          onChange={(text) => set({ search: text })}
        />
      </Filters>
      <DataTable
        label="Apps"
        columns={approvalColumns(show, (row, chosen) => setDeciding({ app: row, deed: chosen }))}
        rowKey={({ id }) => id}
        {...apps}
        empty={
          search === '' ? (
            <EmptyState
              icon={IconRosetteDiscountCheck}
              title={shows[show].none}
              action={
                show === 'waiting' ? undefined : (
                  <Button variant="default" onClick={() => choose({ show: 'waiting' })}>
                    See those that wait
                  </Button>
                )
              }
            />
          ) : (
            <NothingFits title="No app here is called so" onReset={() => choose({ search: '' })} />
          )
        }
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
