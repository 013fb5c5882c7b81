import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, type ErrorCode, type FieldErrors } from '../lib/errors.ts';
import { isConnectionFailure } from '../lib/connection-failure.ts';
import { fieldErrors } from './field-errors.ts';
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
