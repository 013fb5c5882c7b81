import { Anchor, Button, Skeleton, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { TenantView } from '../../../src/tenants/schema.ts';
import { api, type Tagged } from '../api/client.ts';
import { path } from '../api/path.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { Card } from '../ui/card.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { PreviewBadge } from './preview-badge.tsx';
import { PreviewDialog } from './preview-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { TenantCommands, type TenantDialog } from './tenant-commands.tsx';
import { TenantPeople } from './tenant-people.tsx';
import { tenantQuery } from './tenant-query.ts';

const crumbs = [{ label: 'Tenants', href: '/operator/tenants' }];

/** One tenant: what it is, its preview, its network, its people. */
export function TenantPage() {
  const { tenantId = '' } = useParams({ strict: false });
  const tenant = useQuery(tenantQuery(tenantId));
  if (tenant.data === undefined) {
    return (
      <>
        <PageTitle title={`Tenant ${tenantId}`} crumbs={crumbs} />
        <ProblemAlert error={tenant.error} onRetry={() => void tenant.refetch()} />
        {tenant.isPending ? <Skeleton height={220} radius="lg" /> : null}
      </>
    );
  }
  return <Details shown={tenant.data} />;
}

/** What is asked, and the tenant as it was when it was: a colleague's change must not turn the question round under one's hand. */
interface Asked {
  readonly dialog: TenantDialog;
  readonly of: Tagged<TenantView>;
}

function Details({ shown }: { readonly shown: Tagged<TenantView> }) {
  const tenant = shown.data;
  const { id, name, preview, previewNote, previewChangedAt, networkId } = tenant;
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<Asked>();
  const ask = (dialog: TenantDialog): void => setAsked({ dialog, of: shown });
  const close = (): void => setAsked(undefined);
  const of = (dialog: TenantDialog) => (asked?.dialog === dialog ? asked.of : undefined);
  const readAnew = () => queryClient.fetchQuery({ ...tenantQuery(String(id)), staleTime: 0 });
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['operator', 'tenants'] });
  return (
    <>
      <TenantCommands tenant={tenant} onOpen={ask} />
      <PageTitle
        title={name}
        crumbs={crumbs}
        actions={
          <Button component={RouteLink} href={`/operator/audit?tenantId=${id}`} variant="default">
            Audit
          </Button>
        }
      />
      <Card
        title="Private preview"
        description="Whether its events are delivered. What was recorded while it was off is not sent later."
        actions={
          <Button variant={preview ? 'default' : 'filled'} onClick={() => ask('preview')}>
            {preview ? 'Turn the preview off' : 'Turn the preview on'}
          </Button>
        }
      >
        <Facts>
          <Fact name="State">
            <PreviewBadge isOn={preview} />
          </Fact>
          <Fact name="Last switched">
            {previewChangedAt === null ? 'never' : <Instant at={previewChangedAt} />}
          </Fact>
          <Fact name="Note">{previewNote}</Fact>
        </Facts>
      </Card>
      <Card
        title="Tenant"
        actions={
          <>
            <Button variant="default" onClick={() => ask('name')}>
              Rename
            </Button>
            <Button variant="default" onClick={() => ask('network')}>
              Change the network
            </Button>
          </>
        }
      >
        <Facts>
          <Fact name="Tenant ID">{id}</Fact>
          <Fact name="Environment">{tenant.environment}</Fact>
          <Fact name="Time zone">{tenant.timeZone}</Fact>
          <Fact name="Country">{tenant.region}</Fact>
          <Fact name="Network">
            {networkId === null ? (
              'none'
            ) : (
              <Anchor component={RouteLink} href={`/operator/networks/${networkId}`} size="sm">
                {networkId}
              </Anchor>
            )}
          </Fact>
          <Fact name="Made">
            <Instant at={tenant.createdAt} />
          </Fact>
        </Facts>
      </Card>
      <Stack mt="md">
        <TenantPeople
          tenantId={id}
          tenantName={name}
          isInviting={asked?.dialog === 'invite'}
          onInvite={() => ask('invite')}
          onClose={close}
        />
      </Stack>
      <PreviewDialog switched={of('preview')} onClose={close} onSwitched={refresh} />
      <RenameDialog
        renamed={of('name')}
        onClose={close}
        what="this tenant"
        onRename={async (typed, etag) => {
          await api.tagged.patch(path`/api/operator/tenants/${id}`, { body: { name: typed }, etag });
          await refresh();
        }}
        readAnew={readAnew}
      />
      <MoveDialog moved={of('network')} onClose={close} onMoved={refresh} readAnew={readAnew} />
    </>
  );
}
