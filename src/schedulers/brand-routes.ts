import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import { withTenant } from '../lib/isolation.ts';
import { actorOf } from '../people/principal.ts';
import { type BrandRow, listBrands } from './brand-queries.ts';
import { createBrand, renameBrand } from './manage-brands.ts';
import type { SchedulerDeps } from './routes.ts';
import { BrandBody, BrandList, BrandParams, BrandView, TenantParams } from './schema.ts';

const tags = ['Settings'];
const url = '/api/settings/tenants/:tenantId/brands';
const forMembers = {
  config: { access: { by: 'tenant', needs: 'member' } },
  onRequest: forbidCaching,
} as const;
const forAdministrators = {
  config: { access: { by: 'tenant', needs: 'administrator' } },
  onRequest: forbidCaching,
} as const;

/** The brands of a tenant: its people read them, its administrators add and rename them. */
export function brandRoutes(app: Server, { db, clock }: Pick<SchedulerDeps, 'db' | 'clock'>): void {
  app.get(
    url,
    {
      ...forMembers,
      schema: {
        tags,
        summary: 'List the brands with their install keys',
        params: TenantParams,
        response: { 200: BrandList },
      },
    },
    async (req) => {
      const tenantId = Number(req.params.tenantId);
      const rows = await withTenant(db, tenantId, (trx) => listBrands(trx, tenantId));
      return { data: rows.map(toBrandView) };
    },
  );

  app.post(
    url,
    {
      ...forAdministrators,
      schema: {
        tags,
        summary: 'Create a brand',
        description: 'With an install key (data API key) of its own, which stays.',
        params: TenantParams,
        body: BrandBody,
        response: { 201: BrandView },
      },
    },
    async (req, reply) => {
      const tenantId = Number(req.params.tenantId);
      const row = await createBrand(db, actorOf(req), tenantId, req.body.name, clock());
      return reply.code(201).send(toBrandView(row));
    },
  );

  app.patch(
    `${url}/:brandId`,
    {
      ...forAdministrators,
      schema: {
        tags,
        summary: 'Rename a brand',
        description: 'Its install key stays, so nothing changes for the pages that embed it.',
        params: BrandParams,
        body: BrandBody,
        response: { 200: BrandView },
      },
    },
    async (req) => {
      const { tenantId, brandId } = req.params;
      const change = { tenantId: Number(tenantId), brandId, name: req.body.name };
      return toBrandView(await renameBrand(db, actorOf(req), change, clock()));
    },
  );
}

const toBrandView = (row: BrandRow): BrandView => ({
  id: row.id,
  name: row.name,
  dataApiKey: row.data_api_key,
  schedulerCount: row.scheduler_count ?? 0,
  createdOn: row.created_at.toISOString(),
});
