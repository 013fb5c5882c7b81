import { Anchor, Stack, Text } from '@mantine/core';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Instant } from '../../ui/instant.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';

/** What a page needs to open the scheduler. */
export function SchedulerKeys({ scheduler }: { readonly scheduler: SchedulerView }) {
  const tenant = useTenant();
  const { id, brandName, dataApiKey, createdOn, modifiedOn } = scheduler;
  return (
    <Card title="Install">
      <Stack gap="sm">
        <CopyField label="Scheduler ID" value={id} />
        <CopyField label={`Install key of ${brandName}`} value={dataApiKey} />
        <Anchor component={RouteLink} href={tenantHref(tenant, `install?scheduler=${id}`)} size="sm">
          How to put it on your website
        </Anchor>
        <Text size="xs" c="dimmed" component="div">
          Made <Instant at={createdOn} />
          <br />
          Changed <Instant at={modifiedOn} show="relative" />
        </Text>
      </Stack>
    </Card>
  );
}
