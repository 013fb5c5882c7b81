import { PageTitle } from '../../ui/page-title.tsx';
import { AskAdministrator } from '../administrators.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { ErasePerson } from './erase-person.tsx';
import { EraseVisit } from './erase-visit.tsx';
import { ErasuresTable } from './erasures-table.tsx';
import { RetentionCard } from './retention-card.tsx';

/** How long data is kept, and how what visitors told is erased. */
export function PrivacyPage() {
  const tenant = useTenant();
  const { role, mayManageApiAccess } = tenant.permissions;
  const isPermitted = role === 'administrator' || mayManageApiAccess;
  return (
    <>
      <PageTitle
        title="Data and privacy"
        description="How long data is kept, and how what a visitor told is erased when they ask for it."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
      />
      {isPermitted ? null : (
        <AskAdministrator>
          To erase, or to change how long data is kept, takes the permission Manage API Application Access.
        </AskAdministrator>
      )}
      <RetentionCard mayChange={isPermitted} />
      {isPermitted ? (
        <>
          <ErasePerson />
          <EraseVisit />
          <ErasuresTable />
        </>
      ) : null}
    </>
  );
}
