import { FilterSelect } from '../../ui/filter-select.tsx';
import { useConnections } from './connections-query.ts';

/** Narrows a list to one tenant: one that the app names or that has connected, or one that is in the list. */
export function TenantSelect({
  appId,
  value,
  known,
  onChange,
}: {
  readonly appId: string;
  readonly value: string;
  /** Of the list, since tenants go. */
  readonly known: readonly number[];
  readonly onChange: (tenantId: string) => void;
}) {
  const { rows = [] } = useConnections(appId);
  const notes = new Map(rows.map(({ tenantId, note }) => [String(tenantId), note]));
  const ids = new Set([...notes.keys(), ...known.map(String), ...(value === '' ? [] : [value])]);
  return (
    <FilterSelect
      label="Tenant"
      all="Any tenant"
      w={140}
      searchable
      data={[...ids].map((id) => ({ value: id, label: labelOf(id, notes.get(id)) }))}
      value={value}
      onChange={onChange}
    />
  );
}

const labelOf = (id: string, note: string | null | undefined): string =>
  note === null || note === undefined ? id : `${id} · ${note}`;
