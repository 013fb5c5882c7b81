import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchemaValidationError,
} from 'fastify';
import { ApiError, type ErrorCode, type FieldErrors } from '../lib/errors.ts';
import { isConnectionFailure } from '../lib/connection-failure.ts';
import { SINGLE_LINE } from './single-line.ts';
import { sendProblem, toProblem } from './problem.ts';

/** Answers every failure with a problem body: ours by code, Fastify's own translated, anything else a silent 500. */
export function handleErrors(app: FastifyInstance, baseUrl: () => string): void {
  const answer = (
    req: FastifyRequest,
    reply: FastifyReply,
    code: ErrorCode,
    errors?: FieldErrors,
  ): FastifyReply => sendProblem(reply, toProblem(baseUrl(), code, req.id, errors));

  app.setErrorHandler<FastifyError>((err, req, reply) => {
    if (err instanceof ApiError) {
      if (err.retryAfterSeconds !== undefined) reply.header('retry-after', String(err.retryAfterSeconds));
      return answer(req, reply, err.code, err.errors);
    }
    if (err.validation !== undefined) {
      return answer(req, reply, 'validation_failed', fieldErrors(err.validation, err.validationContext));
    }
    const translated = translateFastifyError(err);
    if (translated !== undefined) return answer(req, reply, ...translated);
    if (isConnectionFailure(err)) {
      req.log.error({ err }, 'database unreachable');
      return answer(req, reply, 'temporarily_unavailable');
    }
    req.log.error({ err }, 'unexpected error');
    return answer(req, reply, 'internal_error');
  });

  app.setNotFoundHandler((req, reply) => answer(req, reply, 'route_not_found'));
}

function translateFastifyError(err: FastifyError): [ErrorCode, FieldErrors?] | undefined {
  switch (err.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return ['payload_too_large', { body: ['Send at most 65,536 bytes.'] }];
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return [
        'unsupported_media_type',
        { 'Content-Type': ['Send application/json (or text/plain with JSON, as beacons do).'] },
      ];
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return ['malformed_json', { body: ['Send a JSON object in UTF-8.'] }];
    default:
      return err.statusCode !== undefined && err.statusCode >= 400 && err.statusCode < 500
        ? ['malformed_request']
        : undefined;
  }
}

function fieldErrors(failures: FastifySchemaValidationError[], context: string | undefined): FieldErrors {
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
