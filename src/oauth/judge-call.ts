import type { ErrorCode } from '../lib/errors.ts';
import type { TokenClaims } from './access-token.ts';
import type { StandingRow } from './queries.ts';

export interface Call {
  readonly appKey: string | undefined;
  /** The tenant of the path, null when it is no tenant's id by its form. */
  readonly tenantId: number | null;
  readonly scope: string;
}

/**
 * Why a call with a valid token may not be made, or undefined. In this order: whether the token is still backed by a consent, the
 * app key, the tenant, the scope. `standing` is the client's at the tenant of the path; for a tenant's own client, at its own.
 */
export function judgeCall(
  claims: TokenClaims,
  { appKey, tenantId, scope }: Call,
  standing: StandingRow | undefined,
): ErrorCode | undefined {
  // With the connection or the app, everything that was made for it is gone, tokens included.
  if (standing === undefined || standing.isAppDeleted) return 'invalid_access_token';
  const { scopes } = standing;
  if (claims.tenant !== undefined && scopes === null) return 'invalid_access_token';
  if (appKey !== standing.appKey) return 'invalid_app_key';
  if (tenantId === null || (claims.tenant !== undefined && claims.tenant !== String(tenantId)))
    return 'tenant_not_covered';
  if (scopes === null) return 'tenant_not_covered';
  if (!claims.scopes.includes(scope) || !scopes.includes(scope)) return 'scope_missing';
  return undefined;
}

/** The id of a tenant as it stands in a path; null when no tenant can have it. */
export function readTenantId(text: string | undefined): number | null {
  const id = /^[1-9]\d{0,15}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? id : null;
}
