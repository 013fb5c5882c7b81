import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Server } from '../http/server.ts';
import { actorOf } from '../people/principal.ts';
import { ConnectionsPage, ConnectionsQuery, listConnections } from './connections.ts';
import { requireApp } from './edit.ts';
import { type PortalDeps, reachOf } from './portal-request.ts';
import {
  generateTenantSecret,
  listTenantSecrets,
  NewSecret,
  revokeTenantSecret,
  TenantSecrets,
} from './tenant-secrets.ts';

const tags = ['Portal'];
const config = { access: { by: 'developer' } } as const;
const TenantParams = Type.Object({ appId: Type.String(), tenantId: Type.String() });
const SecretParams = Type.Object({ ...TenantParams.properties, secretId: Type.String() });
const app = '/api/portal/apps/:appId';
const secrets = `${app}/tenants/:tenantId/secrets`;

/** What tenants made of an app, as its developers see it, and the credentials that developers configure for them. */
export function connectionRoutes(server: Server, { db, clock }: Pick<PortalDeps, 'db' | 'clock'>): void {
  const tenantOf = (req: FastifyRequest) => ({
    ...reachOf(req),
    tenantId: (req.params as { tenantId: string }).tenantId,
  });

  server.get(
    `${app}/connections`,
    {
      config,
      schema: {
        tags,
        summary: 'View the connections of an app',
        description: 'The tenants that the app names, and those of its networks that have connected.',
        params: Type.Object({ appId: Type.String() }),
        querystring: ConnectionsQuery,
        response: { 200: ConnectionsPage },
      },
    },
    async (req) => listConnections(db, (await requireApp(db, reachOf(req))).id, req.query),
  );

  server.get(
    secrets,
    {
      config,
      schema: {
        tags,
        summary: "List a tenant's client secrets",
        description: 'For apps whose developer configures the credentials. Only hints are kept.',
        params: TenantParams,
        response: { 200: TenantSecrets },
      },
    },
    (req) => listTenantSecrets(db, tenantOf(req)),
  );

  server.post(
    secrets,
    {
      config,
      schema: {
        tags,
        summary: 'Generate a client secret for a tenant',
        description: 'At most two are active, so that one can replace the other without a gap.',
        params: TenantParams,
        response: { 201: NewSecret },
      },
    },
    async (req, reply) => {
      const edit = { ...tenantOf(req), actor: actorOf(req), at: clock() };
      reply.code(201).header('cache-control', 'no-store');
      return generateTenantSecret(db, edit);
    },
  );

  server.delete(
    `${secrets}/:secretId`,
    {
      config,
      schema: {
        tags,
        summary: "Revoke a tenant's client secret",
        params: SecretParams,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      const { secretId } = req.params;
      await revokeTenantSecret(db, { ...tenantOf(req), secretId, actor: actorOf(req), at: clock() });
      return reply.code(204).send(null);
    },
  );
}
