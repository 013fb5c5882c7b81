import { Type } from 'typebox';
import type { Server } from '../http/server.ts';
import { signInOf } from './own-routes.ts';
import { createToken, revokeToken } from './tokens.ts';
import type { PeopleDeps } from './people-deps.ts';
import { actorOf, principalOf } from './principal.ts';
import { listTokens } from './token-queries.ts';
import { NewToken, NewTokenBody, pathId, Tokens } from './schema.ts';

const tags = ['People'];
const config = { access: { by: 'person' } } as const;
const path = '/api/people/me/tokens';

/** Personal access tokens, for command-line use. */
export function tokenRoutes(app: Server, { db, clock }: PeopleDeps): void {
  app.get(
    path,
    { config, schema: { tags, summary: 'The own personal access tokens', response: { 200: Tokens } } },
    async (req) => ({ data: await listTokens(db, principalOf(req).personId, clock()) }),
  );

  app.post(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Make a personal access token',
        description:
          'It may do what its scopes say and its owner may. By browser only, not by token. At most 50 at a time.',
        body: NewTokenBody,
        response: { 201: NewToken },
      },
    },
    async (req, reply) => {
      const principal = principalOf(req);
      signInOf(principal);
      const environment = req.body.environment ?? principal.environment;
      const made = await createToken(db, actorOf(req), { ...req.body, environment }, clock());
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.delete(
    `${path}/:tokenId`,
    {
      config,
      schema: {
        tags,
        summary: 'Revoke a personal access token',
        description: 'It works no more from the next request on.',
        params: Type.Object({ tokenId: pathId() }),
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      await revokeToken(db, actorOf(req), req.params.tokenId, clock());
      return reply.code(204).send(null);
    },
  );
}
