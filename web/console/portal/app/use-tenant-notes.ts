import { useConnections } from './connections-query.ts';

/** What the developer calls the tenants of an app, where a note says so. */
export function useTenantNotes(appId: string): ReadonlyMap<number, string> {
  const { rows = [] } = useConnections(appId);
  return new Map(rows.flatMap(({ tenantId, note }) => (note === null ? [] : [[tenantId, note] as const])));
}

/** `tenant 1000001 · Pilot customer` */
export function tenantWords(tenantId: number, notes: ReadonlyMap<number, string>): string {
  return [`tenant ${tenantId}`, notes.get(tenantId)].filter(Boolean).join(' · ');
}
