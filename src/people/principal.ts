import type { FastifyRequest } from 'fastify';
import type { PersonActor } from '../audit/record.ts';
import { ApiError } from '../lib/errors.ts';

export type Environment = 'production' | 'integration';

/** What a person may do at one tenant. An administrator may do everything. */
export interface Membership {
  readonly tenantId: number;
  readonly role: 'administrator' | 'office_employee';
  readonly mayManageApiAccess: boolean;
  readonly mayGenerateAppKey: boolean;
}

/** The person behind a request, read anew for each one, so that what is taken away is gone at once. */
export interface Principal {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  /** Chosen at sign-in, or fixed by the personal access token; only its tenants are seen. */
  readonly environment: Environment;
  readonly isOperator: boolean;
  /** Of the tenants of the environment, by tenant id. */
  readonly memberships: ReadonlyMap<number, Membership>;
  /** Ids of the developer organisations the person acts for, those of permitted tenants among them. */
  readonly organisationIds: ReadonlySet<string>;
  readonly ipAddress: string;
  /** The newest version of the API Terms of Use. */
  readonly hasAcceptedTerms: boolean;
  readonly credential: Credential;
}

/** What the person showed with the request. A signed-in browser may do all that the person may; a token what its scopes say. */
export type Credential =
  | { readonly kind: 'sign_in'; readonly id: string; readonly token: string }
  | { readonly kind: 'token'; readonly id: string; readonly scopes: readonly string[] };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every route whose access is by a person; use `principalOf`. */
    principal: Principal | null;
  }
}

/** The person behind a request; the route's access has made sure that there is one. */
export function principalOf(req: FastifyRequest): Principal {
  if (req.principal === null) throw new ApiError('sign_in_required');
  return req.principal;
}

/** The person behind a request as the audit log names them; whose route it is says as whom they act. */
export function actorOf(req: FastifyRequest): PersonActor {
  const { personId, email, ipAddress } = principalOf(req);
  const by = req.routeOptions.config.access?.by;
  const kind = by === 'tenant' || by === 'developer' || by === 'operator' ? by : 'person';
  return { kind, personId, email, ipAddress };
}
