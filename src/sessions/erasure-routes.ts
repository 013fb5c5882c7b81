import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withTenant } from '../lib/isolation.ts';
import { rateLimited, takeToken } from '../lib/rate-limit.ts';
import { actorOf } from '../people/principal.ts';
import { eraseVisit } from './erase.ts';
import {
  ErasedSessionView,
  ErasurePage,
  ErasuresQuery,
  PersonBody,
  PersonErased,
  PersonVisits,
  SessionParams,
  TenantParams,
} from './erasure-schema.ts';
import { listErasures } from './list-erasures.ts';
import { erasePerson, listVisitsOf } from './person-erasure.ts';

const tags = ['Settings'];
/** Per tenant: each reads all its sessions. */
const PREVIEWS = { perSecond: 0.2, burst: 10 };
const tenantUrl = '/api/settings/tenants/:tenantId';
const forManagers = {
  config: { access: { by: 'tenant', needs: 'manage_api_access' } },
  onRequest: forbidCaching,
} as const;

/** How a tenant's people erase what a visitor told. */
export function erasureRoutes(app: Server, { db, clock }: { readonly db: Db; readonly clock: Clock }): void {
  app.post(
    `${tenantUrl}/sessions/:sessionId/erasure`,
    {
      ...forManagers,
      schema: {
        tags,
        summary: 'Erase what a visitor told, for good',
        description:
          'In the session, its events, their deliveries and attempts, and in the router session that led to it. Ids, times and the outcome stay, so that no figure changes. An open session ends; what waits to be sent is cancelled. Again it changes nothing.',
        params: SessionParams,
        response: { 200: ErasedSessionView },
      },
    },
    async (req) => {
      const { sessionId, tenantId } = req.params;
      if (!/^[\x21-\x7e]{1,200}$/.test(sessionId)) throw new ApiError('not_found');
      const erasure = {
        actor: actorOf(req),
        ofTenant: Number(tenantId),
        clock,
        nameTokens: new Map<string, number>(),
      };
      const erased = await eraseVisit(db, erasure, sessionId);
      const { erasedAt = clock() } = erased.find((session) => session.sessionId === sessionId) ?? {};
      return { sessionId, erasedAt: erasedAt.toISOString() };
    },
  );

  app.post(
    `${tenantUrl}/erasures`,
    {
      ...forManagers,
      schema: {
        tags,
        summary: 'Erase what a person told in all their visits, for good',
        description:
          'Those in which this e-mail address or phone number was left, as typed or as normalised; each as by erasing the session. At most 100 visits a call: repeat it while `hasMore`.',
        params: TenantParams,
        body: PersonBody,
        response: { 200: PersonErased },
      },
    },
    async (req) => {
      const by = { actor: actorOf(req), clock, tenantId: Number(req.params.tenantId) };
      const { sessionIds, hasMore } = await erasePerson(db, by, req.body);
      return { erasedCount: sessionIds.length, sessionIds, hasMore };
    },
  );

  app.post(
    `${tenantUrl}/erasures/preview`,
    {
      ...forManagers,
      schema: {
        tags,
        summary: 'See which visits erasing a person would erase',
        description:
          'Changes nothing. The body rather than the address names the person, since addresses are logged.',
        params: TenantParams,
        body: PersonBody,
        response: { 200: PersonVisits },
      },
    },
    async (req) => {
      const tenantId = Number(req.params.tenantId);
      const wait = await takeToken(db, `erasure previews ${tenantId}`, PREVIEWS, clock());
      if (wait !== null) throw rateLimited(wait);
      return withTenant(db, tenantId, (trx) => listVisitsOf(trx, tenantId, req.body));
    },
  );

  app.get(
    `${tenantUrl}/erasures`,
    {
      ...forManagers,
      schema: {
        tags,
        summary: 'List what was erased, the newest first',
        description: 'A line for each session, by whom and when; whose it was is told nowhere.',
        params: TenantParams,
        querystring: ErasuresQuery,
        response: { 200: ErasurePage },
      },
    },
    (req) => {
      const tenantId = Number(req.params.tenantId);
      return withTenant(db, tenantId, (trx) => listErasures(trx, tenantId, req.query.cursor));
    },
  );
}
