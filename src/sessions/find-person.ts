import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { normaliseEmail, normalisePhone } from './contact.ts';

/** How a person can be found again. */
export interface PersonContact {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/**
 * The sessions of a tenant in which this e-mail address or this phone number was left, as typed or as normalised, the oldest
 * first, at most `limit`. It reads all sessions of the tenant: for requests of a person to be erased, not for every day.
 * @throws ApiError not_found without such a tenant
 */
export async function findSessionsOf(
  db: Db,
  tenantId: number,
  { email, phone }: PersonContact,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<string[]> {
  const tenant = await db
    .selectFrom('tenants')
    .select('region')
    .where('id', '=', tenantId)
    .executeTakeFirst();
  if (tenant === undefined) throw new ApiError('not_found');
  const phones = phone === undefined ? [] : [phone, normalisePhone(phone, tenant.region) ?? phone];
  const emails = email === undefined ? [] : [normaliseEmail(email) ?? email.trim().toLowerCase()];
  if (phones.length + emails.length === 0) return [];
  const rows = await db
    .selectFrom('sessions')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where((eb) =>
      eb.or([
        ...phones.flatMap((one) => [eb('contact_phone', '=', one), eb('phone', '=', one)]),
        ...emails.flatMap((one) => [eb('contact_email', '=', one), eb(eb.fn('lower', ['email']), '=', one)]),
      ]),
    )
    .orderBy('created_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}
