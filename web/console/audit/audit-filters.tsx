import { type ReactNode, useMemo } from 'react';
import type { AuditLine } from '../../../src/audit/list.ts';
import { FilterSelect } from '../ui/filter-select.tsx';
import { Filters } from '../ui/filters.tsx';
import { spans } from '../ui/use-since.ts';
import type { UrlState } from '../ui/use-url-state.ts';

/** What those who read their own log narrow it by; it stands in the address. */
export const auditFilterDefaults = { action: '', person: '', days: '' };

/** What was done, who did it and when; further ones of the page stand among them. */
export function AuditFilters({
  state: { values, choose, reset, isChanged },
  actions,
  rows,
  children,
}: {
  readonly state: UrlState<keyof typeof auditFilterDefaults>;
  /** What can stand in this log. */
  readonly actions: readonly { readonly value: string; readonly label: string }[];
  readonly rows: readonly AuditLine[] | undefined;
  readonly children?: ReactNode;
}) {
  const people = usePeople(rows);
  return (
    <Filters label="Filter the audit log" isChanged={isChanged} onReset={reset}>
      <FilterSelect
        label="What was done"
        all="Anything done"
        searchable
        w={230}
        data={actions}
        value={values.action}
        onChange={(action) => choose({ action })}
      />
      {children}
      <FilterSelect
        label="Who did it"
        all="Anybody"
        w={230}
        data={withValue(people, values.person)}
        value={values.person}
        onChange={(person) => choose({ person })}
      />
      <FilterSelect
        label="When"
        all="Any time"
        w={150}
        data={spans}
        value={values.days}
        onChange={(days) => choose({ days })}
      />
    </Filters>
  );
}

/** Those who did what is shown; others come with further lines. */
function usePeople(rows: readonly AuditLine[] | undefined): readonly { value: string; label: string }[] {
  return useMemo(() => {
    const known = new Map<string, string>();
    for (const { personId, personEmail } of rows ?? [])
      if (personId !== null && personEmail !== null) known.set(personId, personEmail);
    return [...known].map(([value, label]) => ({ value, label }));
  }, [rows]);
}

/** A link may name somebody of whom no line is shown. */
const withValue = (people: readonly { value: string; label: string }[], personId: string) =>
  personId === '' || people.some(({ value }) => value === personId)
    ? people
    : [...people, { value: personId, label: 'One person' }];
