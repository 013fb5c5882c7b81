import {
  type CustomHeader,
  findListProblem,
  findNameProblem,
  findValueProblem,
  isAlwaysSensitive,
  MASK,
  readCustomHeaders,
} from '../deliveries/signing/custom-headers.ts';
import { openWebhookSecret } from '../deliveries/signing/webhook-secret.ts';
import type { FieldErrors } from '../lib/errors.ts';
import type { Sealer } from '../lib/seal.ts';
import type { LivingWebhookRow } from './queries.ts';
import type { CustomHeaderInput, CustomHeaderView } from './signing-schema.ts';

/**
 * The list that is to replace `before`. A sensitive header without a value keeps the one that it has: whoever edits the others
 * is shown only that there is one.
 */
export function mergeCustomHeaders(
  given: readonly CustomHeaderInput[],
  before: readonly CustomHeader[],
  errors: FieldErrors,
): CustomHeader[] {
  const seen = new Map<string, number>();
  const headers = given.map(({ name, value, sensitive = false }, index): CustomHeader => {
    const field = `customHeaders.${index}`;
    const lower = name.toLowerCase();
    const isSensitive = sensitive || isAlwaysSensitive(name);
    const nameProblem = findNameProblem(name);
    const first = seen.get(lower);
    if (nameProblem !== undefined) errors[`${field}.name`] = [nameProblem];
    else if (first !== undefined) errors[`${field}.name`] = [`stands in customHeaders.${first} already.`];
    else seen.set(lower, index);
    const kept = isSensitive
      ? before.find((header) => header.name.toLowerCase() === lower)?.value
      : undefined;
    const wanted = value ?? kept;
    const valueProblem = wanted === undefined ? 'is required.' : findValueProblem(wanted);
    if (valueProblem !== undefined) errors[`${field}.value`] = [valueProblem];
    return { name, value: wanted ?? '', sensitive: isSensitive };
  });
  const problem = findListProblem(headers);
  if (problem !== undefined) errors['customHeaders'] = [problem];
  return headers;
}

/** Undefined when what sealed them is no longer in SECRET_KEYS: the app can still be read, and the headers set anew. */
export function openCustomHeaders(
  sealer: Sealer,
  { id, custom_headers: sealed }: Pick<LivingWebhookRow, 'id' | 'custom_headers'>,
): CustomHeader[] | undefined {
  if (sealed === null) return [];
  try {
    return readCustomHeaders(openWebhookSecret(sealer, 'custom_headers', id, sealed));
  } catch {
    return undefined;
  }
}

export const showCustomHeaders = (headers: readonly CustomHeader[]): CustomHeaderView[] =>
  headers.map(({ name, value, sensitive }) => ({ name, value: sensitive ? MASK : value, sensitive }));

export function isSameHeaders(one: readonly CustomHeader[], other: readonly CustomHeader[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, value, sensitive }, index) => {
      const header = other[index];
      return header?.name === name && header.value === value && header.sensitive === sensitive;
    })
  );
}
