import type { AppView } from '../../../../src/apps/schema.ts';

export type AudienceList = 'tenants' | 'networks';

interface Named {
  readonly id: number;
  readonly note: string | null;
}

export const nameOf = (list: AudienceList): string => (list === 'tenants' ? 'tenant' : 'network');
export const idNameOf = (list: AudienceList): string => (list === 'tenants' ? 'tenantId' : 'networkId');

/** Tenants or networks alike. */
export function audienceOf(app: AppView, list: AudienceList): Named[] {
  return list === 'tenants'
    ? app.tenants.map(({ tenantId, note }) => ({ id: tenantId, note }))
    : app.networks.map(({ networkId, note }) => ({ id: networkId, note }));
}

/** The whole list, as the server takes it. */
export function bodyOf(list: AudienceList, named: readonly Named[]): object {
  return { [list]: named.map(({ id, note }) => ({ [idNameOf(list)]: id, note })) };
}
