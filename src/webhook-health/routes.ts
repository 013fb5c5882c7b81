import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { DeliveryHealth, readDeliveryHealth } from './overview.ts';

export function operatorHealthRoutes(app: Server, { db, clock }: { db: Db; clock: Clock }): void {
  app.get(
    '/api/operator/deliveries/health',
    {
      config: { access: { by: 'operator' } },
      schema: {
        tags: ['Operator'],
        summary: 'How deliveries do over all tenants: backlog, circuits, failing webhooks',
        response: { 200: DeliveryHealth },
      },
    },
    () => readDeliveryHealth(db, clock()),
  );
}
