import { Button, Kbd, SegmentedControl, Text } from '@mantine/core';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import type { LeadView } from '../../../../src/follow-ups/schema.ts';
import { path } from '../../api/path.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { useShortcutsOn } from '../../shell/shortcuts.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { Filters } from '../../ui/filters.tsx';
import { NothingFits } from '../../ui/nothing-fits.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { spans, useSince } from '../../ui/use-since.ts';
import { useUrlState } from '../../ui/use-url-state.ts';
import { SchedulerSelect } from '../scheduler-select.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { followUpOrder, followUpStates } from './follow-up-states.ts';
import { leadColumns } from './lead-columns.tsx';
import { useFollowUpKeys } from './use-follow-up-keys.ts';

/** The contacts of qualified abandoned sessions, for the office to follow up. */
export function LeadsPage() {
  const tenant = useTenant();
  const { values, set, choose, reset, isChanged } = useUrlState({
    search: '',
    state: '',
    kind: '',
    scheduler: '',
    days: '',
  });
  const { search, state, kind, scheduler } = values;
  const from = useSince(Number(values.days));
  const { rows, query, more } = usePages<LeadView>(
    ['settings', String(tenant.id), 'leads'],
    tenantApi(tenant, '/leads'),
    { search: search.trim(), state, kind, schedulerId: scheduler, from },
    // So soon a colleague sees what another one did, and who was filed meanwhile.
    { refetchInterval: 15_000 },
  );
  useFollowUpKeys(rows ?? []);
  return (
    <>
      <PageTitle
        title="Abandoned leads"
        description="Visitors who left a phone number or an e-mail address and went away before they finished. Call them, and note how far you have come."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
      />
      <Filters label="Filter the leads" isChanged={isChanged} onReset={reset}>
        <SearchInput
          label="Name, phone or e-mail"
          value={search}
          onChange={(typed) => set({ search: typed })}
        />
        <div data-wide>
          <SegmentedControl
            aria-label="Follow-up"
            data={[
              { value: '', label: 'All' },
              ...followUpOrder.map((value) => ({ value, label: followUpStates[value].word })),
            ]}
            value={state}
            onChange={(chosen) => choose({ state: chosen })}
          />
        </div>
        <FilterSelect
          label="Filed as"
          all="Leads and bookings"
          w={190}
          data={[
            { value: 'lead', label: 'Leads' },
            { value: 'booking', label: 'Filed bookings' },
          ]}
          value={kind}
          onChange={(chosen) => choose({ kind: chosen })}
        />
        <SchedulerSelect value={scheduler} onChange={(chosen) => choose({ scheduler: chosen })} />
        <FilterSelect
          label="Filed"
          all="Any time"
          w={140}
          data={spans}
          value={values.days}
          onChange={(days) => choose({ days })}
        />
      </Filters>
      <DataTable
        label="Abandoned leads"
        columns={leadColumns}
        rows={rows}
        rowKey={({ sessionId }) => sessionId}
        rowHref={({ sessionId }) => tenantHref(tenant, path`sessions/${sessionId}`)}
        query={query}
        more={more}
        empty={isChanged ? <NothingFits title="No lead fits" onReset={reset} /> : <NothingYet />}
      />
      {rows === undefined || rows.length === 0 ? null : <Keys />}
    </>
  );
}

function Keys() {
  if (!useShortcutsOn()) return null;
  return (
    <Text size="xs" c="dimmed" mt="sm" data-key-hint="">
      By keyboard: <Kbd size="xs">j</Kbd> and <Kbd size="xs">k</Kbd> go from row to row,{' '}
      {followUpOrder.map((state) => (
        <span key={state}>
          <Kbd size="xs">{followUpStates[state].key}</Kbd> sets {followUpStates[state].word}
          {state === 'lost' ? '.' : ', '}
        </span>
      ))}
    </Text>
  );
}

function NothingYet() {
  const tenant = useTenant();
  return (
    <EmptyState
      icon={IconPhoneOutgoing}
      title="Nobody is to be followed up"
      action={
        <Button
          component={RouteLink}
          href={tenantHref(tenant, 'sessions?outcome=abandoned')}
          variant="default"
        >
          See abandoned sessions
        </Button>
      }
    >
      A contact is filed here when a visitor who left one goes away before finishing.
    </EmptyState>
  );
}
