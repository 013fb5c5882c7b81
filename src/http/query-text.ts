import type { FastifyRequest } from 'fastify';
import type { TObject, TSchema } from 'typebox';
import { ApiError, type FieldErrors } from '../lib/errors.ts';

/**
 * Turns the text of a query string into the numbers and booleans that the route's schema asks for, before it is validated; what
 * cannot be one stays text and is refused there. A parameter of the schema that is repeated is refused here.
 */
export function readQueryText(schema: TObject): (req: FastifyRequest) => Promise<void> {
  const properties = Object.entries(schema.properties);
  return async (req) => {
    const query = req.query as Record<string, unknown>;
    const errors: FieldErrors = {};
    const read: Record<string, unknown> = { ...query };
    for (const [name, property] of properties) {
      const value = query[name];
      if (Array.isArray(value)) errors[name] = ['Give it once.'];
      if (typeof value === 'string') read[name] = toValue(value, property);
    }
    if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
    req.query = read;
  };
}

const booleans: Readonly<Record<string, boolean>> = { true: true, True: true, false: false, False: false };

function toValue(text: string, property: TSchema): unknown {
  switch ((property as { type?: string }).type) {
    case 'integer':
      return /^-?\d+$/.test(text) ? Number(text) : text;
    case 'boolean':
      return booleans[text] ?? text;
    default:
      return text;
  }
}
