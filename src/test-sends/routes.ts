import { Type } from 'typebox';
import { reachOf } from '../apps/portal-request.ts';
import type { Server } from '../http/server.ts';
import { rateLimited } from '../lib/rate-limit.ts';
import { actorOf } from '../people/principal.ts';
import { TestAnswer, TestBody } from './schema.ts';
import { sendTest, type TestSendDeps } from './send-test.ts';

/** Tests under way at once in this process; each may take 15 seconds. */
const MAX_AT_ONCE = 8;

export function testSendRoutes(app: Server, deps: TestSendDeps): void {
  let underWay = 0;

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
      if (underWay >= MAX_AT_ONCE) throw rateLimited(2);
      underWay += 1;
      try {
        const { eventType } = req.params;
        const answer = await sendTest(deps, {
          ...reachOf(req),
          actor: actorOf(req),
          eventType,
          body: req.body,
        });
        reply.header('cache-control', 'no-store');
        return answer;
      } finally {
        underWay -= 1;
      }
    },
  );
}
