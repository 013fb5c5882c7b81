import type { FastifyRequest } from 'fastify';
import type { Access } from '../http/access.ts';
import type { Server } from '../http/server.ts';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { hashSecret } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import { judgeAccess, type PersonAccess } from './judge-access.ts';
import { isFromOwnPage } from './own-origin.ts';
import type { Principal } from './principal.ts';
import { findPrincipalBySignIn, findPrincipalByToken, type PrincipalRow, updateTokenUse } from './queries.ts';
import { peopleSecrets, readSignInCookie, signInCookieName } from './sign-in-cookie.ts';

export interface GuardDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly baseUrl: () => string;
}

const TOKEN_USE_SECONDS = 60;

/**
 * Enforces `config.access` of every route that is for people, before anything of the request is read. Returns the same look
 * for answers that take long, to be taken again meanwhile.
 * @throws ApiError when there is nobody, or they may not
 */
export function guardPeople(app: Server, deps: GuardDeps): (req: FastifyRequest) => Promise<Principal> {
  const findCaller = callerFinder(deps);
  const requireCaller = async (req: FastifyRequest, access: PersonAccess): Promise<Principal> => {
    const principal = await findCaller(req);
    if (principal === undefined) throw new ApiError('sign_in_required');
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    // Browsers send cookies along with what other sites' pages ask for; a token is sent by nobody but its holder.
    if (!isRead && principal.credential.kind === 'sign_in' && !isFromOwnPage(req.headers, deps.baseUrl())) {
      throw new ApiError('origin_not_allowed');
    }
    const { tenantId } = req.params as { tenantId?: string };
    const refusal = judgeAccess(access, principal, { isRead, tenantId });
    if (refusal !== undefined) throw new ApiError(refusal);
    return principal;
  };
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (req) => {
    const { access } = req.routeOptions.config;
    if (access === undefined || !isByPerson(access)) return;
    const principal = await requireCaller(req, access);
    if (!Object.values(req.params as object).every(isId)) throw new ApiError('not_found');
    req.principal = principal;
  });
  return (req) => {
    const { access } = req.routeOptions.config;
    if (access === undefined || !isByPerson(access)) throw new Error('a route that is not for people');
    return requireCaller(req, access);
  };
}

/** What cannot be the id of anything is answered as an id that nothing has. */
function isId(text: unknown): boolean {
  return typeof text === 'string' && /^[\x21-\x7e]{1,200}$/.test(text);
}

function isByPerson(access: Access): access is PersonAccess {
  return ['person', 'developer', 'tenant', 'operator'].includes(access.by);
}

/** A token in the Authorization header decides alone; without that header the cookie does. */
function callerFinder({ db, clock, sealer, baseUrl }: GuardDeps) {
  const secrets = peopleSecrets(sealer);
  return async (req: FastifyRequest): Promise<Principal | undefined> => {
    const now = clock();
    const { authorization, cookie } = req.headers;
    if (authorization !== undefined) {
      const token = /^Bearer +(fht_[A-Za-z0-9]+)$/i.exec(authorization)?.[1];
      if (token === undefined) return undefined;
      const row = await findPrincipalByToken(db, hashSecret(token), now);
      if (row === undefined) return undefined;
      if (row.lastUsedAt === null || row.lastUsedAt <= addSeconds(now, -TOKEN_USE_SECONDS)) {
        await updateTokenUse(db, row.credentialId, now);
      }
      return toPrincipal(row, req.ip, { kind: 'token', id: row.credentialId, scopes: row.scopes ?? [] });
    }
    const token = readSignInCookie(cookie, signInCookieName(baseUrl()), secrets);
    const row = token === undefined ? undefined : await findPrincipalBySignIn(db, token, now);
    if (token === undefined || row === undefined) return undefined;
    return toPrincipal(row, req.ip, { kind: 'sign_in', id: row.credentialId, token });
  };
}

function toPrincipal(row: PrincipalRow, ipAddress: string, credential: Principal['credential']): Principal {
  return {
    personId: row.personId,
    name: row.name,
    email: row.email,
    environment: row.environment,
    isOperator: row.isOperator,
    memberships: new Map(row.memberships.map((membership) => [membership.tenantId, membership])),
    organisationIds: new Set(row.organisationIds),
    hasAcceptedTerms: row.hasAcceptedTerms,
    ipAddress,
    credential,
  };
}
