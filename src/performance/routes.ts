import { forbidCaching } from '../http/forbid-caching.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import { measure } from './measure.ts';
import { readQuestion } from './read-question.ts';
import { Performance, PerformanceQuery, TenantParams } from './schema.ts';

/** The figures of a tenant, for everybody who works there. */
export function performanceRoutes(app: Server, { db }: { readonly db: Db }): void {
  app.get(
    '/api/settings/tenants/:tenantId/performance',
    {
      config: { access: { by: 'tenant', needs: 'member' } },
      onRequest: forbidCaching,
      preValidation: readQueryText(PerformanceQuery),
      schema: {
        tags: ['Settings'],
        summary: 'Measure the schedulers, each and together, and the routers',
        description:
          'The figures of the public API over the sessions created in the period, and where those who left had come to; if wished, of another period to compare with. Bots and test sessions are not counted.',
        params: TenantParams,
        querystring: PerformanceQuery,
        response: { 200: Performance },
      },
    },
    (req) => measure(db, Number(req.params.tenantId), readQuestion(req.query)),
  );
}
