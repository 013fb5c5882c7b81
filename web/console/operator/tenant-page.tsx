import { Anchor, Button, Skeleton, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { TenantView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { Card } from '../ui/card.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toast } from '../ui/toast.ts';
import { MoveDialog } from './move-dialog.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { PreviewBadge } from './preview-badge.tsx';
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
  return <Details tenant={tenant.data.data} etag={tenant.data.etag} />;
}

function Details({ tenant, etag }: { readonly tenant: TenantView; readonly etag: string | undefined }) {
  const { id, name, preview, previewNote, previewChangedAt, networkId } = tenant;
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<TenantDialog>();
  const close = (): void => setOpen(undefined);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['operator', 'tenants'] });
  return (
    <>
      <TenantCommands tenant={tenant} onOpen={setOpen} />
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
          <Button variant={preview ? 'default' : 'filled'} onClick={() => setOpen('preview')}>
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
            <Button variant="default" onClick={() => setOpen('name')}>
              Rename
            </Button>
            <Button variant="default" onClick={() => setOpen('network')}>
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
          isInviting={open === 'invite'}
          onInvite={() => setOpen('invite')}
          onClose={close}
        />
      </Stack>
      <NoteDialog
        opened={open === 'preview'}
        onClose={close}
        title={`Turn the preview ${preview ? 'off' : 'on'} for ${name}?`}
        confirm={`Turn it ${preview ? 'off' : 'on'}`}
        isDangerous={preview}
        onConfirm={async (note) => {
          await api.post(path`/api/operator/tenants/${id}/preview`, { body: { on: !preview, note } });
          await refresh();
          toast.good(`The preview of ${name} is ${preview ? 'off' : 'on'}.`);
        }}
      >
        {preview
          ? 'From now on its events are recorded with the reason preview_off, and none is delivered.'
          : 'From now on its events are delivered to the apps that it has connected.'}
      </NoteDialog>
      <RenameDialog
        opened={open === 'name'}
        onClose={close}
        name={name}
        onRename={async (typed) => {
          await api.tagged.patch(path`/api/operator/tenants/${id}`, { body: { name: typed }, etag });
          await refresh();
        }}
        onConflict={refresh}
      />
      <MoveDialog opened={open === 'network'} onClose={close} tenant={tenant} etag={etag} onMoved={refresh} />
    </>
  );
}
