import parsePhoneNumber, { type CountryCode, isSupportedCountry } from 'libphonenumber-js';
import { IsEmail } from 'typebox/format';

/**
 * E.164 of what a visitor typed, read as in the tenant's region (ISO 3166 alpha-2) unless it starts with +; null when it
 * is no possible number. "Possible" is about length, not about being in service: better one wrong lead than one lost.
 */
export function normalisePhone(typed: string | null, region: string): string | null {
  if (typed === null) return null;
  const defaultCountry: CountryCode | undefined = isSupportedCountry(region) ? region : undefined;
  const local = parsePhoneNumber(typed, defaultCountry);
  // Some regions also allow lengths that reach only within a town: what counts is whether the whole number is possible.
  const parsed = local && parsePhoneNumber(local.number);
  return parsed?.isPossible() ? parsed.number : null;
}

/**
 * Trimmed and in lower case, for comparing; null when it is no valid address. RFC 5322 allows a domain without a dot,
 * which no visitor's address has.
 */
export function normaliseEmail(typed: string | null): string | null {
  if (typed === null) return null;
  const trimmed = typed.trim();
  const hasPublicDomain = trimmed.slice(trimmed.lastIndexOf('@')).includes('.');
  return hasPublicDomain && IsEmail(trimmed) ? trimmed.toLowerCase() : null;
}
