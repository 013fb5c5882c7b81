import type { Access } from '../http/access.ts';
import type { ErrorCode } from '../lib/errors.ts';
import type { Principal } from './principal.ts';

/** What a personal access token may be allowed: an area, to read or to write. */
export const tokenScopes = [
  'person:read',
  'person:write',
  'portal:read',
  'portal:write',
  'settings:read',
  'settings:write',
  'operator:read',
  'operator:write',
] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** A kind of access that is by a person. */
export type PersonAccess = Extract<Access, { by: 'person' | 'developer' | 'tenant' | 'operator' }>;

const areas = { person: 'person', developer: 'portal', tenant: 'settings', operator: 'operator' } as const;

const areaOf = (access: PersonAccess) =>
  (access.by === 'person' ? access.area : undefined) ?? areas[access.by];

export interface Attempt {
  /** GET or HEAD. */
  readonly isRead: boolean;
  /** `:tenantId` of the path. */
  readonly tenantId: string | undefined;
}

/**
 * Why this person may not do this, or undefined. A tenant of others, one that does not exist and one that cannot exist are
 * the same, and what a token lacks is said before anything about the tenant.
 */
export function judgeAccess(
  access: PersonAccess,
  principal: Principal,
  { isRead, tenantId }: Attempt,
): ErrorCode | undefined {
  const { credential } = principal;
  const scope: TokenScope = `${areaOf(access)}:${isRead ? 'read' : 'write'}`;
  if (credential.kind === 'token' && !credential.scopes.includes(scope)) return 'permission_missing';
  switch (access.by) {
    case 'person':
      return undefined;
    case 'developer':
      return principal.hasAcceptedTerms ? undefined : 'terms_not_accepted';
    case 'operator':
      return principal.isOperator ? undefined : 'permission_missing';
    case 'tenant': {
      const isCanonical = tenantId !== undefined && /^[1-9]\d{0,15}$/.test(tenantId);
      const membership = isCanonical ? principal.memberships.get(Number(tenantId)) : undefined;
      if (membership === undefined) return 'not_found';
      if (membership.role === 'administrator' || access.needs === 'member') return undefined;
      const isGranted = access.needs === 'manage_api_access' && membership.mayManageApiAccess;
      return isGranted ? undefined : 'permission_missing';
    }
  }
}
