import type { Me } from '../api/me.ts';

export type Area = 'portal' | 'settings' | 'operator';

export const areaNames: Readonly<Record<Area, string>> = {
  portal: 'Developer portal',
  settings: 'Settings',
  operator: 'Operator',
};

/** Which parts of the console are for this person. */
export function areasOf(me: Me): Area[] {
  const mayCreateApps = me.organisations.length > 0;
  return [
    ...(mayCreateApps ? (['portal'] as const) : []),
    ...(me.tenants.length > 0 ? (['settings'] as const) : []),
    ...(me.isOperator ? (['operator'] as const) : []),
  ];
}

/** The area that an address lies in; the person's own pages lie in none. */
export function areaOfPath(pathname: string): Area | undefined {
  const first = pathname.split('/').find((part) => part !== '');
  return first === 'portal' || first === 'settings' || first === 'operator' ? first : undefined;
}
