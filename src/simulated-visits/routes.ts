import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import { SimulatedVisit, SimulatedVisitBody, TenantParams } from './schema.ts';
import { type SimulationDeps, simulateVisit } from './simulate.ts';

/** Visits that are played to see what follows: everybody who works for the tenant could as well open its page. */
export function simulatedVisitRoutes(app: Server, deps: SimulationDeps): void {
  app.post(
    '/api/settings/tenants/:tenantId/simulated-visits',
    {
      config: { access: { by: 'tenant', needs: 'member' } },
      onRequest: forbidCaching,
      schema: {
        tags: ['Settings'],
        summary: 'Simulate a visitor who completes or abandons',
        description:
          'Through the real visitor’s API: what follows is real, events and deliveries too. For tenants of the integration environment only; of others 409 `simulation_not_allowed`. Found among the sessions by `utmMedium=simulation`.',
        params: TenantParams,
        body: SimulatedVisitBody,
        response: { 201: SimulatedVisit },
      },
    },
    async (req, reply) => {
      const of = { tenantId: Number(req.params.tenantId), ipAddress: req.ip };
      const visit = await simulateVisit(app, deps, of, req.body);
      reply.code(201);
      return visit;
    },
  );
}
