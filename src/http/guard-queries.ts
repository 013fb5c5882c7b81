import { ApiError } from '../lib/errors.ts';
import type { Server } from './server.ts';
import { findUnstorableText } from './text-guard.ts';

/**
 * Refuses text that cannot be stored, or asked of the database, in the query parameters of a route; unknown ones are ignored
 * as ever. Bodies are looked at where they are parsed.
 */
export function guardQueries(app: Server): void {
  app.addHook('preValidation', (req, _reply, done) => {
    const schema = req.routeOptions.schema?.querystring as { properties?: object } | undefined;
    const query = Object.entries(req.query as Record<string, unknown>);
    // One that stands twice is a list, which the schema refuses.
    const known = query.filter(
      ([name, value]) => typeof value === 'string' && name in (schema?.properties ?? {}),
    );
    const errors = findUnstorableText(Object.fromEntries(known));
    done(Object.keys(errors).length > 0 ? new ApiError('validation_failed', errors) : undefined);
  });
}
