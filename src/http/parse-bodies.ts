import { ApiError } from '../lib/errors.ts';
import type { Server } from './server.ts';
import { findUnstorableText } from './text-guard.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * JSON bodies, also those that `navigator.sendBeacon` labels text/plain. Text that cannot be stored is refused here, for
 * every route at once.
 */
export function parseBodies(app: Server): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(['application/json', 'text/plain'], { parseAs: 'buffer' }, (_req, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (err) {
      done(err as Error, undefined);
    }
  });
}

function parseJson(bytes: Buffer): unknown {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw new ApiError('malformed_json', { body: ['Send a JSON object in UTF-8.'] });
  }
  const errors = findUnstorableText(value);
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
  return value;
}
