import { Type } from 'typebox';
import { hideOutsiders } from '../audit/hide-outsiders.ts';
import { AuditPage, listAudit } from '../audit/list.ts';
import { readTenantAuditFilter, TenantAuditQuery } from '../audit/tenant-filter.ts';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withTenant } from '../lib/isolation.ts';
import { type Environment, type Membership, principalOf } from '../people/principal.ts';
import { previewOf } from './preview.ts';
import { findTenantWithNetwork, listOwnTenants } from './queries.ts';
import { OwnTenant, TenantParams, TenantSettings } from './schema.ts';

const tags = ['Settings'];
const url = '/api/settings/tenants';

/** What a tenant's own people see of it. */
export function tenantRoutes(app: Server, { db }: { readonly db: Db }): void {
  app.get(
    url,
    {
      config: { access: { by: 'person', area: 'settings' } },
      onRequest: forbidCaching,
      schema: {
        tags,
        summary: 'List the tenants one works for, in the environment of the sign-in',
        response: { 200: Type.Object({ data: Type.Array(OwnTenant) }) },
      },
    },
    async (req) => {
      const { memberships } = principalOf(req);
      const tenants = await listOwnTenants(db, [...memberships.keys()]);
      return {
        data: tenants.flatMap((tenant) => {
          const membership = memberships.get(tenant.id);
          if (membership === undefined) return [];
          return {
            ...tenant,
            environment: tenant.environment as Environment,
            ...permissionsOf(membership),
          };
        }),
      };
    },
  );

  app.get(
    `${url}/:tenantId`,
    {
      config: { access: { by: 'tenant', needs: 'member' } },
      onRequest: forbidCaching,
      schema: { tags, summary: 'Read a tenant', params: TenantParams, response: { 200: TenantSettings } },
    },
    (req) => {
      const tenantId = Number(req.params.tenantId);
      const membership = principalOf(req).memberships.get(tenantId);
      if (membership === undefined) throw new ApiError('not_found');
      return withTenant(db, tenantId, (trx) => readTenant(trx, membership));
    },
  );

  app.get(
    `${url}/:tenantId/audit`,
    {
      config: { access: { by: 'tenant', needs: 'manage_api_access' } },
      onRequest: forbidCaching,
      schema: {
        tags,
        summary: 'Read the audit log of a tenant, the newest line first',
        description:
          'All filters must fit. Of people who do not work for the tenant it tells only as whom they acted.',
        params: TenantParams,
        querystring: TenantAuditQuery,
        response: { 200: AuditPage },
      },
    },
    (req) => {
      const tenantId = Number(req.params.tenantId);
      const filter = readTenantAuditFilter(tenantId, req.query);
      return withTenant(db, tenantId, async (trx) =>
        hideOutsiders(trx, { kind: 'tenant', tenantId }, await listAudit(trx, filter, req.query)),
      );
    },
  );
}

/** An administrator may do everything. */
function permissionsOf({ role, mayManageApiAccess, mayGenerateAppKey }: Membership) {
  const isAdministrator = role === 'administrator';
  return {
    role,
    mayManageApiAccess: isAdministrator || mayManageApiAccess,
    mayGenerateAppKey: isAdministrator || mayGenerateAppKey,
  };
}

async function readTenant(db: Db, membership: Membership): Promise<TenantSettings> {
  const { tenantId } = membership;
  const tenant = await findTenantWithNetwork(db, tenantId);
  if (tenant === undefined) throw new ApiError('not_found');
  const { network_id: id, network_name: name } = tenant;
  return {
    id: tenant.id,
    name: tenant.name,
    environment: tenant.environment as Environment,
    timeZone: tenant.time_zone,
    region: tenant.region,
    network: id === null || name === null ? null : { id, name },
    ...(await previewOf(db, tenantId)),
    permissions: permissionsOf(membership),
  };
}
