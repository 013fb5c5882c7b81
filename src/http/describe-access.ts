import type { FastifySchema } from 'fastify';
import { Type } from 'typebox';
import type { Access } from './access.ts';

type Requirement = Readonly<Record<string, readonly string[]>>;

/** The ways to show who one is, as OpenAPI names them. */
export const securitySchemes = {
  sessionSecret: {
    type: 'http',
    scheme: 'bearer',
    description: 'The secret that opening the session answered; beacons send it as `secret` in the body.',
  },
  signIn: {
    type: 'apiKey',
    in: 'cookie',
    name: 'fieldhook.session_token',
    description:
      'What signing in set. A change must also come from a page of this site, as the Origin header tells. Behind https the name begins with `__Secure-`.',
  },
  personalAccessToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'For command-line use; made by a person who is signed in, and shown once.',
  },
  accessToken: {
    type: 'oauth2',
    description:
      'A token of `/connect/token`, in the Authorization header with or without `Bearer ` before it. It works for 15 minutes.',
    flows: {
      clientCredentials: {
        tokenUrl: '/connect/token',
        scopes: { 'tn.sp.schedulers:r': 'Read schedulers, routers, their sessions and performance.' },
      },
    },
  },
  appKey: {
    type: 'apiKey',
    in: 'header',
    name: 'ST-App-Key',
    description: 'The key of the app that the token was made for.',
  },
  appKeyInQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'servicetitanapplicationkey',
    description: 'The same key, for clients that cannot set the header.',
  },
} as const;

/** What a call needs, said once for all routes: OpenAPI's `security` from what the route declares and the hooks enforce. */
export function securityOf(access: Access, url: string): readonly Requirement[] {
  switch (access.by) {
    case 'anyone':
      return [];
    case 'visitor':
      // Opening is free; beacons carry the secret in the body.
      return url.includes(':sessionId') ? [{ sessionSecret: [] }, {}] : [];
    case 'person':
    case 'developer':
    case 'tenant':
    case 'operator':
      return [{ signIn: [] }, { personalAccessToken: [] }];
    case 'client':
      return [
        { accessToken: [access.scope], appKey: [] },
        { accessToken: [access.scope], appKeyInQuery: [] },
      ];
  }
}

const problem = {
  description: 'The body says which field is wrong and what to do.',
  content: { 'application/problem+json': { schema: Type.Ref('Problem') } },
};

/** A route as OpenAPI shows it: with an id, its security and its error answer, so that no route can forget one. */
export function describeRoute(
  schema: FastifySchema,
  { method, url, access }: { method: string | string[]; url: string; access: Access },
): FastifySchema {
  const response = (schema.response ?? {}) as Record<string, unknown>;
  return {
    ...schema,
    operationId: schema.operationId ?? operationIdOf([method].flat()[0] ?? '', url),
    // What guards itself ("anyone") may say how.
    security:
      access.by === 'anyone' && schema.security !== undefined ? schema.security : securityOf(access, url),
    response: { ...response, '4xx': response['4xx'] ?? problem },
  };
}

/** `POST /scheduler/v1/sessions/:sessionId/hints` → `postSchedulerV1SessionsBySessionIdHints`. */
export function operationIdOf(method: string, url: string): string {
  const words = url
    .replaceAll(':', 'by-')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
