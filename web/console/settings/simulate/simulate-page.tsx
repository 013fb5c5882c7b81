import { Button } from '@mantine/core';
import { IconFlask, IconListDetails } from '@tabler/icons-react';
import { useState } from 'react';
import type { SimulatedVisit } from '../../../../src/simulated-visits/schema.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { PreviewNotice } from '../preview-notice.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { SimulateForm } from './simulate-form.tsx';
import classes from './simulate-page.module.css';
import { VisitProgress } from './visit-progress.tsx';

/** Plays a visitor, and shows what follows. */
export function SimulatePage() {
  const tenant = useTenant();
  // In the address, so that a reload or a colleague sees the same visit.
  const { values, set } = useUrlState({ session: '', scheduler: '' });
  const [played, setPlayed] = useState<SimulatedVisit>();
  const isTestTenant = tenant.environment === 'integration';
  return (
    <>
      <PageTitle
        title="Simulate a visitor"
        description="Plays a visitor who completes, abandons or is stopped, through the same API that your website uses, and shows what follows: milestones, the decision, the event and its deliveries."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
        actions={
          <Button
            component={RouteLink}
            href={tenantHref(tenant, 'sessions?source=fieldhook')}
            variant="default"
            leftSection={<IconListDetails size={16} aria-hidden />}
          >
            Simulated sessions
          </Button>
        }
      />
      {isTestTenant ? <PreviewNotice /> : <ProductionNotice />}
      {isTestTenant ? (
        <div className={classes['columns']}>
          <SimulateForm
            initialSchedulerId={values.scheduler}
            onPlayed={(visit) => {
              setPlayed(visit);
              set({ session: visit.sessionId });
            }}
          />
          <div>
            <VisitProgress
              key={values.session}
              sessionId={values.session}
              expected={played?.sessionId === values.session ? played : undefined}
            />
          </div>
        </div>
      ) : null}
    </>
  );
}

function ProductionNotice() {
  const tenant = useTenant();
  return (
    <Notice kind="warn" role="alert" icon={IconFlask} title="Only test tenants simulate visitors">
      {tenant.name} lies in the production environment: a simulated visitor would put real work on the
      dispatch board and tell real apps of it. Sign in as <em>Integration Environment User</em> and choose a
      tenant there.
    </Notice>
  );
}
