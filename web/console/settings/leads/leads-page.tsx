import { Button, Kbd, SegmentedControl, Text } from '@mantine/core';
import { IconPhoneOutgoing, IconSearchOff } from '@tabler/icons-react';
import type { LeadView } from '../../../../src/follow-ups/schema.ts';
import { path } from '../../api/path.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { useShortcutsOn } from '../../shell/shortcuts.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { Filters } from '../../ui/filters.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useUrlState } from '../../ui/use-url-state.ts';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { followUpOrder, followUpStates } from './follow-up-states.ts';
import { leadColumns } from './lead-columns.tsx';
import { useFollowUpKeys } from './use-follow-up-keys.ts';

/** The contacts of qualified abandoned sessions, for the office to follow up. */
export function LeadsPage() {
  const tenant = useTenant();
  const { values, choose, reset, isChanged } = useUrlState({ state: '', kind: '' });
  const { rows, query, more } = usePages<LeadView>(
    ['settings', String(tenant.id), 'leads'],
    tenantApi(tenant, '/leads'),
    values,
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
        <div>
          <SegmentedControl
            aria-label="Follow-up"
            data={[
              { value: '', label: 'All' },
              ...followUpOrder.map((value) => ({ value, label: followUpStates[value].word })),
            ]}
            value={values.state}
            onChange={(state) => choose({ state })}
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
          value={values.kind}
          onChange={(kind) => choose({ kind })}
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
        empty={isChanged ? <NothingFits onReset={reset} /> : <NothingYet />}
      />
      {rows === undefined || rows.length === 0 ? null : <Keys />}
    </>
  );
}

function Keys() {
  if (!useShortcutsOn()) return null;
  return (
    <Text size="xs" c="dimmed" mt="sm">
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

function NothingFits({ onReset }: { readonly onReset: () => void }) {
  return (
    <EmptyState
      icon={IconSearchOff}
      title="None is in this state"
      action={
        <Button variant="default" onClick={onReset}>
          Show all
        </Button>
      }
    />
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
