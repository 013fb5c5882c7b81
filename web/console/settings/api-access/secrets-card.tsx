import { useQueryClient } from '@tanstack/react-query';
import type { AppDetail, GeneratedSecret } from '../../../../src/connections/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { ClientSecrets } from '../../connections/client-secrets.tsx';
import { useTenant } from '../tenant-query.ts';
import { appApi, appQuery } from './access-query.ts';

/** Client Secret ▸ Generate; where the developer configures the credentials, what that means. */
export function SecretsCard({
  app: { id, name, developer, credentialMode, network },
  connection,
}: {
  readonly app: AppDetail;
  readonly connection: NonNullable<AppDetail['connection']>;
}) {
  const tenant = useTenant();
  const queryClient = useQueryClient();
  const { queryKey } = appQuery(tenant, id);
  const isOwn = credentialMode === 'tenant';
  const shared = network === null ? '' : ` Shared by the tenants of ${network.name} that allowed ${name}.`;
  return (
    <ClientSecrets
      key={id}
      title="Client Secret"
      description={
        isOwn
          ? `At most two are active: generate the second, switch over, revoke the first.${shared}`
          : `${developer.organizationName} configures the credentials on your behalf, so the developer generates them. You may revoke one at any time.${shared}`
      }
      owner={name}
      secrets={connection.secrets}
      onGenerate={
        isOwn
          ? async () => {
              try {
                return (await api.post<GeneratedSecret>(appApi(tenant, id, '/secrets'))).clientSecret;
              } finally {
                await queryClient.invalidateQueries({ queryKey, exact: true });
              }
            }
          : undefined
      }
      onRevoke={async (secretId) => {
        const changed = await api.delete<AppDetail>(appApi(tenant, id, path`/secrets/${secretId}`));
        queryClient.setQueryData(queryKey, changed);
      }}
      next={`Hand it to ${developer.organizationName} together with the Client ID, by a way that nobody else reads.`}
    />
  );
}
