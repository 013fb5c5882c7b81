import { Type } from 'typebox';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { actorOf } from '../people/principal.ts';
import { eraseVisit } from './erase.ts';
import { erasePerson } from './person-erasure.ts';

const Params = Type.Object({ tenantId: Type.String(), sessionId: Type.String() });

const Person = Type.Object(
  {
    email: Type.Optional(Type.String({ minLength: 1, maxLength: 320, pattern: '\\S' })),
    phone: Type.Optional(Type.String({ minLength: 1, maxLength: 50, pattern: '\\S' })),
  },
  { additionalProperties: false, minProperties: 1, description: 'Either finds a session.' },
);

/** How a tenant's people erase what a visitor told. */
export function erasureRoutes(app: Server, { db, clock }: { readonly db: Db; readonly clock: Clock }): void {
  app.post(
    '/api/settings/tenants/:tenantId/sessions/:sessionId/erasure',
    {
      config: { access: { by: 'tenant', needs: 'manage_api_access' } },
      onRequest: forbidCaching,
      schema: {
        tags: ['Settings'],
        summary: 'Erase what a visitor told, for good',
        description:
          'In the session, its events, their deliveries and attempts, and in the router session that led to it. Ids, times and the outcome stay, so that no figure changes. An open session ends; what waits to be sent is cancelled. Again it changes nothing.',
        params: Params,
        response: {
          200: Type.Object({ sessionId: Type.String(), erasedAt: Type.String({ format: 'date-time' }) }),
        },
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
    '/api/settings/tenants/:tenantId/erasures',
    {
      config: { access: { by: 'tenant', needs: 'manage_api_access' } },
      onRequest: forbidCaching,
      schema: {
        tags: ['Settings'],
        summary: 'Erase what a person told in all their visits, for good',
        description:
          'Those in which this e-mail address or phone number was left, as typed or as normalised; each as by erasing the session. At most 100 visits a call: repeat it while `hasMore`.',
        params: Type.Object({ tenantId: Type.String() }),
        body: Person,
        response: {
          200: Type.Object({
            erasedCount: Type.Integer({ description: 'Sessions that were erased by this call.' }),
            sessionIds: Type.Array(Type.String()),
            hasMore: Type.Boolean(),
          }),
        },
      },
    },
    async (req) => {
      const by = { actor: actorOf(req), clock, tenantId: Number(req.params.tenantId) };
      const { sessionIds, hasMore } = await erasePerson(db, by, req.body);
      return { erasedCount: sessionIds.length, sessionIds, hasMore };
    },
  );
}
