import { Anchor, TextInput } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { AuditLine } from '../../../src/audit/list.ts';
import { AuditLog } from '../audit/audit-log.tsx';
import { deeds, summaryOf } from '../audit/audit-words.ts';
import { RouteLink } from '../shell/route-link.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FilterSelect } from '../ui/filter-select.tsx';
import { Filters } from '../ui/filters.tsx';
import { NothingFits } from '../ui/nothing-fits.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useTyped } from '../ui/use-typed.ts';
import { useUrlState } from '../ui/use-url-state.ts';

const actions = Object.entries(deeds).map(([value, label]) => ({ value, label }));

const tenantColumn: Column<AuditLine> = {
  title: 'Tenant',
  isNarrow: true,
  render: ({ tenantId }) =>
    tenantId === null ? (
      '–'
    ) : (
      <Anchor component={RouteLink} href={`/operator/tenants/${tenantId}`} size="sm">
        {tenantId}
      </Anchor>
    ),
};

/** Who changed what, over everything. */
export function AuditPage() {
  const { values, set, choose, reset, isChanged } = useUrlState({
    action: '',
    tenantId: '',
    appId: '',
    personId: '',
  });
  const audit = usePages<AuditLine>(['operator', 'audit'], '/api/operator/audit', values);
  return (
    <>
      <PageTitle
        title="Audit"
        description="Everything that people, the command line and fieldhook itself have changed; the newest first."
      />
      <Filters label="Find lines of the audit log" isChanged={isChanged} onReset={reset}>
        <FilterSelect
          label="What was done"
          all="Any action"
          searchable
          data={actions}
          value={values.action}
          onChange={(action) => choose({ action })}
        />
        <FilterText label="Tenant ID" value={values.tenantId} onChange={(tenantId) => set({ tenantId })} />
        <FilterText label="App ID" value={values.appId} onChange={(appId) => set({ appId })} />
        <FilterText label="Person ID" value={values.personId} onChange={(personId) => set({ personId })} />
      </Filters>
      <AuditLog
        {...audit}
        own="operator"
        summary={(line) => summaryOf({ ...line, tenantId: null })}
        about={[tenantColumn]}
        empty={
          isChanged ? (
            <NothingFits title="Nothing like that was done" onReset={reset} />
          ) : (
            <EmptyState icon={IconHistory} title="Nothing was changed yet" />
          )
        }
      />
    </>
  );
}

function FilterText({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [typed, type] = useTyped(value, (text) => onChange(text.trim()));
  return (
    <TextInput
      label={label}
      maxLength={200}
      w={150}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
