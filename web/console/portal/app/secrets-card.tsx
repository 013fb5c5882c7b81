import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { NewSecret, TenantSecrets } from '../../../../src/apps/tenant-secrets.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { ClientSecrets } from '../../connections/client-secrets.tsx';
import { useApp } from './app-query.ts';
import type { Connection } from './connections-query.ts';

/** The client secrets of one tenant, where the developer configures the credentials. */
export function SecretsCard({ connection: { tenantId, networkId } }: { readonly connection: Connection }) {
  const { id } = useApp().data;
  const queryClient = useQueryClient();
  const url = path`/api/portal/apps/${id}/tenants/${tenantId}/secrets`;
  const queryKey = ['portal', 'apps', id, 'secrets', tenantId];
  const secrets = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<Static<typeof TenantSecrets>>(url, { signal }),
  });
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey });
  return (
    <ClientSecrets
      key={id}
      title={`Client secrets of tenant ${tenantId}`}
      description={
        networkId === null
          ? 'At most two are active: generate the second, switch over, revoke the first.'
          : `Shared by the tenants of network ${networkId}. At most two are active.`
      }
      owner={`tenant ${tenantId}`}
      secrets={secrets.data?.data}
      error={secrets.error}
      onRetry={() => void secrets.refetch()}
      onGenerate={async () => {
        try {
          return (await api.post<Static<typeof NewSecret>>(url)).clientSecret;
        } finally {
          await refresh();
        }
      }}
      onRevoke={async (secretId) => {
        await api.delete(url + path`/${secretId}`);
        await refresh();
      }}
    />
  );
}
