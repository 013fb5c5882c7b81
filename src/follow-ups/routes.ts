import { forbidCaching } from '../http/forbid-caching.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { actorOf } from '../people/principal.ts';
import { toPosition } from '../session-history/cursor.ts';
import { followUp, pageLeads } from './follow-up.ts';
import { readLeadFilter } from './read-filter.ts';
import { FollowUpBody, LeadPage, LeadParams, LeadsQuery, LeadView, TenantParams } from './schema.ts';

const common = {
  config: { access: { by: 'tenant', needs: 'member' } },
  onRequest: forbidCaching,
} as const;
const tags = ['Settings'];
const url = '/api/settings/tenants/:tenantId/leads';

const DEFAULT_LIMIT = 50;

/** Contacts of abandoned sessions: everybody who works for the tenant follows them up. */
export function followUpRoutes(app: Server, { db, clock }: { readonly db: Db; readonly clock: Clock }): void {
  app.get(
    url,
    {
      ...common,
      preValidation: readQueryText(LeadsQuery),
      schema: {
        tags,
        summary: 'List what was filed for abandoned sessions, the newest first',
        description:
          'Leads, and bookings filed for abandoned sessions, with how far the office has come. All filters must fit. A page may be short or empty although more follow: go on until `nextCursor` is null.',
        params: TenantParams,
        querystring: LeadsQuery,
        response: { 200: LeadPage },
      },
    },
    (req) => {
      const { limit = DEFAULT_LIMIT, cursor, ...filter } = req.query;
      const before = cursor === undefined ? null : toPosition(cursor);
      return pageLeads(db, Number(req.params.tenantId), readLeadFilter(filter), { limit, before });
    },
  );

  app.patch(
    `${url}/:sessionId`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Say how far a lead has been followed up',
        description:
          'Names the state that was shown and the new one; 412 `changed_meanwhile` if somebody else was faster.',
        params: LeadParams,
        body: FollowUpBody,
        response: { 200: LeadView },
      },
    },
    (req) => {
      const { tenantId, sessionId } = req.params;
      return followUp(db, actorOf(req), { tenantId: Number(tenantId), sessionId }, req.body, clock());
    },
  );
}
