import { Type } from 'typebox';
import { IfMatch, tagWith } from '../http/entity-tag.ts';
import type { Server } from '../http/server.ts';
import { actorOf } from '../people/principal.ts';
import { toWebhookView } from './app-view.ts';
import { endKeyOverlap, endKeyPairOverlap } from './end-overlap.ts';
import { overlapEnd } from './overlap.ts';
import { editOf, type PortalDeps, reachOf } from './portal-request.ts';
import { revealKey, rotateKey, rotateKeyPair } from './rotate-key.ts';
import { WebhookView } from './schema.ts';
import {
  KeyPairRotationBody,
  RevealedKey,
  RotatedKey,
  RotatedKeyPair,
  RotationBody,
} from './signing-schema.ts';
import { requireWebhook } from './webhooks.ts';

const tags = ['Portal'];
const config = { access: { by: 'developer' } } as const;
const Params = Type.Object({ appId: Type.String(), eventType: Type.String() });
const url = '/api/portal/apps/:appId/webhooks';

const DEFAULT_OVERLAP_HOURS = 24;

/** What signs a webhook's POSTs: replaced, revealed, and the old one ended. */
export function keyRoutes(app: Server, deps: PortalDeps): void {
  const { db, clock, sealer } = deps;

  app.post(
    `${url}/:eventType/key-rotation`,
    {
      config,
      schema: {
        tags,
        summary: 'Replace the HMAC key of a webhook',
        description:
          'The new key is typed or generated, and shown this once. Meanwhile the old one signs along.',
        params: Params,
        headers: IfMatch,
        body: RotationBody,
        response: { 200: RotatedKey },
      },
    },
    async (req, reply) => {
      const { eventType } = req.params;
      const at = clock();
      const rotation = {
        hmacKey: req.body.hmacKey,
        overlapHours: req.body.overlapHours ?? DEFAULT_OVERLAP_HOURS,
      };
      const { whole, hmacKey } = await rotateKey(db, deps, editOf(req, at), eventType, rotation);
      tagWith(reply, whole.row.revision);
      reply.header('cache-control', 'no-store');
      const until = overlapEnd(requireWebhook(whole.webhooks, eventType).previous_signing_key_until, at);
      return { eventType, hmacKey, previousKeyUntil: until?.toISOString() ?? null };
    },
  );

  app.post(
    `${url}/:eventType/key-pair-rotation`,
    {
      config,
      schema: {
        tags,
        summary: 'Replace the key pair of a webhook that signs asymmetrically',
        description: 'The new public key is published at once. Meanwhile the old one signs along.',
        params: Params,
        headers: IfMatch,
        body: KeyPairRotationBody,
        response: { 200: RotatedKeyPair },
      },
    },
    async (req, reply) => {
      const { eventType } = req.params;
      const overlapHours = req.body.overlapHours ?? DEFAULT_OVERLAP_HOURS;
      const whole = await rotateKeyPair(db, deps, editOf(req, clock()), eventType, overlapHours);
      tagWith(reply, whole.row.revision);
      reply.header('cache-control', 'no-store');
      return toWebhookView(requireWebhook(whole.webhooks, eventType), sealer, clock());
    },
  );

  app.post(
    `${url}/:eventType/key-reveal`,
    {
      config,
      schema: {
        tags,
        summary: 'Reveal the HMAC keys of a webhook',
        description: 'Stands in the audit log.',
        params: Params,
        response: { 200: RevealedKey },
      },
    },
    async (req, reply) => {
      reply.header('cache-control', 'no-store');
      const reach = { ...reachOf(req), actor: actorOf(req), at: clock() };
      return revealKey(db, deps, reach, req.params.eventType);
    },
  );

  const overlaps = [
    {
      path: 'previous-key',
      summary: 'End the overlap of a webhook’s HMAC keys now',
      description:
        'From the next attempt on only the current key signs, in both headers. Without an old key that signs along nothing changes.',
      end: endKeyOverlap,
    },
    {
      path: 'previous-key-pair',
      summary: 'End the overlap of a webhook’s key pairs now',
      description: 'The old public key is no longer published. Without one nothing changes.',
      end: endKeyPairOverlap,
    },
  ];
  for (const { path, summary, description, end } of overlaps) {
    app.delete(
      `${url}/:eventType/${path}`,
      {
        config,
        schema: {
          tags,
          summary,
          description,
          params: Params,
          headers: IfMatch,
          response: { 200: WebhookView },
        },
      },
      async (req, reply) => {
        const { eventType } = req.params;
        const at = clock();
        const whole = await end(db, editOf(req, at), eventType);
        tagWith(reply, whole.row.revision);
        reply.header('cache-control', 'no-store');
        return toWebhookView(requireWebhook(whole.webhooks, eventType), sealer, at);
      },
    );
  }
}
