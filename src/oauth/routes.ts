import type { FastifyError } from 'fastify';
import { anyone } from '../http/access.ts';
import type { Server } from '../http/server.ts';
import { type IssueDeps, issueToken } from './issue-token.ts';
import { IssuedToken, KeySet, TokenFailure, TokenForm } from './schema.ts';
import { parseForm, readTokenRequest, TokenError } from './token-request.ts';

const tags = ['Scheduling Pro'];

/** How an app gets its access tokens, and how others can check them. */
export function tokenRoutes(app: Server, deps: IssueDeps): void {
  app.register(async (scope: Server) => {
    acceptFormsOnly(scope);
    answerAsOAuth(scope);
    scope.post(
      '/connect/token',
      {
        config: anyone,
        attachValidation: true,
        schema: {
          tags,
          summary: 'Get an access token',
          description:
            'Client credentials of RFC 6749, as form parameters or by HTTP Basic. At most 10 a second per client.',
          consumes: ['application/x-www-form-urlencoded'],
          security: [],
          body: TokenForm,
          response: { 200: IssuedToken, 400: TokenFailure },
        },
      },
      (req, reply) => {
        reply.header('cache-control', 'no-store');
        const form = req.body instanceof Map ? (req.body as ReadonlyMap<string, string>) : undefined;
        return issueToken(deps, readTokenRequest(form, req.headers.authorization), req.ip);
      },
    );
  });

  app.get(
    '/.well-known/jwks.json',
    {
      config: anyone,
      schema: {
        tags,
        summary: 'The keys of access tokens',
        description: 'A new key is published for two minutes before it signs.',
        security: [],
        response: { 200: KeySet },
      },
    },
    async (_req, reply) => {
      reply.header('cache-control', 'public, max-age=60');
      return { keys: await deps.signingKeys.listPublished() } as never;
    },
  );
}

/** A body of any other type is read, so that it can be refused as OAuth does, and counts as none. */
function acceptFormsOnly(scope: Server): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_req: unknown, text: string | Buffer) => parseForm(String(text)),
  );
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, async () => undefined);
}

function answerAsOAuth(scope: Server): void {
  scope.setErrorHandler<FastifyError>((err, _req, reply) => {
    const refusal = err instanceof TokenError ? err : fromFastify(err);
    // What is no refusal of a request is answered as everywhere: too many calls, a bug, a database that is away.
    if (refusal === undefined) throw err;
    const { code, description } = refusal;
    reply.header('cache-control', 'no-store').code(400);
    return { error: code, ...(description === undefined ? {} : { error_description: description }) };
  });
}

function fromFastify({ code, statusCode }: FastifyError): TokenError | undefined {
  if (!code?.startsWith('FST_') || statusCode === undefined || statusCode >= 500) return undefined;
  return new TokenError('invalid_request', 'The body could not be read.');
}
