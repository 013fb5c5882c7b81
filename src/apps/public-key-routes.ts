import { Type } from 'typebox';
import { anyone } from '../http/access.ts';
import type { Server } from '../http/server.ts';
import type { PortalDeps } from './portal-request.ts';
import { listPublicKeys, publicKeysPath } from './public-keys.ts';
import { PublicKey } from './signing-schema.ts';

/** A new key signs at once, and the old one along with it; whoever keeps the answer longer than this may miss it. */
const KEPT_SECONDS = 60;

/** For receivers, who have no credentials here. */
export function publicKeyRoutes(app: Server, { db, clock }: Pick<PortalDeps, 'db' | 'clock'>): void {
  app.get(
    publicKeysPath(':webhookId'),
    {
      config: anyone,
      schema: {
        tags: ['Events'],
        summary: 'The public keys of a webhook that signs asymmetrically',
        description:
          'What its `v1a` signatures are verified with, the newest first; the one before it while it signs along.',
        security: [],
        params: Type.Object({ webhookId: Type.String() }),
        response: { 200: Type.Object({ data: Type.Array(PublicKey) }) },
      },
    },
    async (req, reply) => {
      const data = await listPublicKeys(db, req.params.webhookId, clock());
      reply.header('cache-control', `public, max-age=${KEPT_SECONDS}`);
      return { data };
    },
  );
}
