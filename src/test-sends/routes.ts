import { Type } from 'typebox';
import { reachOf } from '../apps/portal-request.ts';
import type { Server } from '../http/server.ts';
import { createRooms } from '../lib/rooms.ts';
import { actorOf } from '../people/principal.ts';
import { TestAnswer, TestBody } from './schema.ts';
import { sendTest, type TestSendDeps } from './send-test.ts';

/** Tests under way at once; each may take 15 seconds, and nobody else shall wait for them. */
const LIMITS = { perProcess: 8, perApp: 3 };

export function testSendRoutes(app: Server, deps: Omit<TestSendDeps, 'rooms'>): void {
  const rooms = createRooms(LIMITS);

  app.post(
    '/api/portal/apps/:appId/webhooks/:eventType/test',
    {
      config: { access: { by: 'developer' } },
      schema: {
        tags: ['Portal'],
        summary: 'Send a test to a webhook',
        description:
          'One POST at once, signed like a delivery and marked by the header `webhook-test: true`; also while the webhook is paused. It is no delivery and counts for nothing. Whatever the receiver does, the answer is 200 and shows it.',
        params: Type.Object({ appId: Type.String(), eventType: Type.String() }),
        body: TestBody,
        response: { 200: TestAnswer },
      },
    },
    async (req, reply) => {
      const { eventType } = req.params;
      const wanted = { ...reachOf(req), actor: actorOf(req), eventType, body: req.body };
      const answer = await sendTest({ ...deps, rooms }, wanted);
      reply.header('cache-control', 'no-store');
      return answer;
    },
  );
}
