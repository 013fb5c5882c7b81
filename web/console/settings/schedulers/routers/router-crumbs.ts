import type { Crumb } from '../../../ui/page-title.tsx';
import { tenantHref, useTenant } from '../../tenant-query.ts';

/** Where the pages of a router hang. */
export function useRouterCrumbs(): readonly Crumb[] {
  const tenant = useTenant();
  return [
    { label: tenant.name, href: tenantHref(tenant) },
    { label: 'Routers', href: tenantHref(tenant, 'schedulers/routers') },
  ];
}
