import { PageTabs } from '../../ui/page-tabs.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';

/** Schedulers, what leads to them, and under what names they stand. */
export function SchedulerTabs() {
  const tenant = useTenant();
  return (
    <PageTabs
      label="Schedulers"
      tabs={[
        { label: 'Schedulers', href: tenantHref(tenant, 'schedulers') },
        { label: 'Routers', href: tenantHref(tenant, 'schedulers/routers') },
        { label: 'Brands', href: tenantHref(tenant, 'schedulers/brands') },
      ]}
    />
  );
}
