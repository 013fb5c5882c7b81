import { randomUUID } from 'node:crypto';
import { isSupportedCountry } from 'libphonenumber-js';
import { type Actor, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { newBrandId, newDataApiKey } from '../lib/ids.ts';
import type { Environment } from '../people/principal.ts';

export interface NewTenant {
  readonly name: string;
  readonly environment: Environment;
  /** IANA, such as America/Los_Angeles. */
  readonly timeZone: string;
  /** ISO 3166-1 alpha-2; phone numbers without a country code are read as of this one. */
  readonly region: string;
  /** Of its developer organisation; left out: as the tenant. */
  readonly organisationName?: string | undefined;
  /** Of a first brand, if there is to be one. */
  readonly brandName?: string | undefined;
}

export interface CreatedTenant {
  readonly tenantId: number;
  /** The tenant's own developer organisation. */
  readonly organisationId: string;
  readonly brand: { readonly id: string; readonly dataApiKey: string } | null;
}

/**
 * Makes a tenant with its own developer organisation, for which its permitted people act in the portal. Throws
 * `validation_failed` with the field. The preview is off.
 */
export async function createTenant(
  trx: Db,
  actor: Actor,
  { name, organisationName = name, environment, timeZone, region, brandName }: NewTenant,
  now: Date,
): Promise<CreatedTenant> {
  throwIfAny(findTenantErrors({ name, timeZone, region, brandName }));
  const { id: tenantId } = await trx
    .insertInto('tenants')
    .values({ name, environment, time_zone: timeZone, region, created_at: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  const organisationId = randomUUID();
  await trx
    .insertInto('developer_organisations')
    .values({ id: organisationId, name: organisationName, tenant_id: tenantId, created_at: now })
    .execute();
  const brand = brandName === undefined ? null : await insertFirstBrand(trx, tenantId, brandName, now);
  const detail = { name, environment, timeZone, region, ...(brand === null ? {} : { brandName }) };
  await recordAudit(trx, actor, now, { action: 'tenant.created', tenantId, detail });
  return { tenantId, organisationId, brand };
}

async function insertFirstBrand(trx: Db, tenantId: number, name: string, now: Date) {
  const [id, dataApiKey] = [newBrandId(), newDataApiKey()];
  await trx
    .insertInto('brands')
    .values({ tenant_id: tenantId, id, name, data_api_key: dataApiKey, created_at: now })
    .execute();
  return { id, dataApiKey };
}

/** What is wrong with a tenant's fields, by the names of the API; those left out are not looked at. */
export function findTenantErrors(fields: {
  readonly name?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly region?: string | undefined;
  readonly brandName?: string | undefined;
}): FieldErrors {
  const errors: FieldErrors = {};
  for (const field of ['name', 'brandName'] as const) {
    const text = fields[field];
    if (text !== undefined && (text.trim() !== text || text === '' || text.length > 200)) {
      errors[field] = ['Give 1 to 200 characters without spaces at either end.'];
    }
  }
  if (fields.timeZone !== undefined && !isTimeZone(fields.timeZone)) {
    errors['timeZone'] = ['Give the name of an IANA time zone, such as America/Los_Angeles.'];
  }
  if (fields.region !== undefined && !isRegion(fields.region)) {
    errors['region'] = ['Give the two letters of a country by ISO 3166-1, such as US.'];
  }
  return errors;
}

export function throwIfAny(errors: FieldErrors): void {
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
}

/** A name by its exact spelling: Intl takes offsets and any case as well, which others that read it may not. */
function isTimeZone(name: string): boolean {
  if (name !== 'UTC' && !/^[A-Z][A-Za-z_]+(\/[A-Z][\w+-]*)+$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Those whose phone numbers can be read. */
function isRegion(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && isSupportedCountry(code);
}
