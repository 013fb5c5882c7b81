import type { FastifyRequest } from 'fastify';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { rateLimited, takeToken } from '../lib/rate-limit.ts';
import { readAccessToken } from './access-token.ts';
import { judgeCall, readTenantId } from './judge-call.ts';
import { findStanding } from './queries.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface ClientGuardDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly baseUrl: () => string;
  readonly signingKeys: SigningKeys;
}

/** The app behind a call of the public API, and the tenant that it is made for. */
export interface Caller {
  readonly clientId: string;
  readonly appId: string;
  readonly tenantId: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every route whose access is by a client; use `callerOf`. */
    caller: Caller | null;
  }
}

const PER_APP_AND_TENANT = { perSecond: 60, burst: 60 };

export function callerOf(req: FastifyRequest): Caller {
  if (req.caller === null) throw new ApiError('invalid_access_token');
  return req.caller;
}

/**
 * Enforces `config.access` of every route that is for clients, before anything else of the request is read. Consent is asked of
 * the database at every call, in one statement: nothing is remembered that could outlive it.
 */
export function guardClients(app: Server, { db, clock, baseUrl, signingKeys }: ClientGuardDeps): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (req, reply) => {
    const { access } = req.routeOptions.config;
    if (access?.by !== 'client') return;
    // What is answered is one app's alone: no cache in between may keep it.
    reply.header('cache-control', 'no-store');
    const now = clock();
    const token = readToken(req);
    const claims = token && (await readAccessToken(signingKeys, token, baseUrl(), now));
    if (!claims) throw new ApiError('invalid_access_token');
    const { tenant } = req.params as { tenant?: string };
    const tenantId = readTenantId(tenant);
    const standing = await findStanding(db, claims.clientId, tenantId);
    const refusal = judgeCall(claims, { appKey: readAppKey(req), tenantId, scope: access.scope }, standing);
    if (refusal !== undefined) throw new ApiError(refusal);
    if (standing === undefined || tenantId === null) throw new ApiError('tenant_not_covered');
    const wait = await takeToken(db, `calls ${standing.appId} ${tenantId}`, PER_APP_AND_TENANT, now);
    if (wait !== null) throw rateLimited(wait);
    req.caller = { clientId: claims.clientId, appId: standing.appId, tenantId };
  });
}

/** The published way is the bare token; many clients send `Bearer` before it. */
function readToken(req: FastifyRequest): string | undefined {
  return /^(?:Bearer +)?(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
}

function readAppKey(req: FastifyRequest): string | undefined {
  const inHeader = req.headers['st-app-key'];
  if (typeof inHeader === 'string' && inHeader !== '') return inHeader;
  const inQuery = (req.query as Record<string, unknown>)['servicetitanapplicationkey'];
  return typeof inQuery === 'string' ? inQuery : undefined;
}
