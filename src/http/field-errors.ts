import type { FastifySchemaValidationError } from 'fastify';
import type { FieldErrors } from '../lib/errors.ts';
import { SINGLE_LINE } from './single-line.ts';

type Failure = Pick<FastifySchemaValidationError, 'keyword' | 'instancePath' | 'params' | 'message'>;

/** What a validator found, by field, in words that help whoever sent it. */
export function fieldErrors(failures: readonly Failure[], context: string | undefined): FieldErrors {
  // A map, since a caller names the fields: `__proto__` and `constructor` mean something on an object.
  const errors = new Map<string, string[]>();
  for (const failure of failures) {
    // A union says one line per branch; the branch that says "null" only adds noise.
    if (failure.keyword === 'anyOf' || (failure.keyword === 'type' && failure.params['type'] === 'null'))
      continue;
    const path = failure.instancePath.split('/').slice(1);
    const { missingProperty, additionalProperty, allowedValues } = failure.params;
    let message = failure.message ?? 'is not valid';
    if (typeof missingProperty === 'string') [path[path.length], message] = [missingProperty, 'is required'];
    if (typeof additionalProperty === 'string') {
      [path[path.length], message] = [additionalProperty, 'is not a field of this request'];
    }
    if (failure.params['pattern'] === SINGLE_LINE) {
      message = 'must be a single line with something to see, without control or text direction characters';
    }
    if (failure.params['format'] === 'date-time') message = 'must be like 2026-07-14T15:00:00Z, with a zone';
    if (Array.isArray(allowedValues)) message = `must be one of ${allowedValues.join(', ')}`;
    const field = path.join('.') || (context ?? 'body');
    errors.set(field, [...(errors.get(field) ?? []), `${message}.`]);
  }
  return Object.fromEntries(errors);
}
