import type { Db } from '../lib/db.ts';
import type { Principal } from './principal.ts';
import { findMe } from './queries.ts';
import type { Me } from './schema.ts';

/** The caller as they see themselves. */
export async function describeMe(db: Db, principal: Principal, now: Date): Promise<Me> {
  const { personId, name, email, environment, isOperator, memberships, organisationIds } = principal;
  const row = await findMe(db, personId, [...memberships.keys()], [...organisationIds], now);
  return {
    person: { id: personId, name, email, hasSecondFactor: row.hasSecondFactor },
    environment,
    isOperator,
    tenants: row.tenants.flatMap((tenant) => {
      const membership = memberships.get(tenant.id);
      if (membership === undefined) return [];
      const isAdministrator = membership.role === 'administrator';
      return {
        ...tenant,
        role: membership.role,
        permissions: {
          manageApiAccess: isAdministrator || membership.mayManageApiAccess,
          generateAppKey: isAdministrator || membership.mayGenerateAppKey,
        },
      };
    }),
    organisations: [...row.organisations],
    terms: { newestVersion: row.newestTerms, accepted: principal.hasAcceptedTerms },
  };
}
