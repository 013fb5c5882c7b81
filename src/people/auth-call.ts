import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../lib/errors.ts';
import { rateLimited } from '../lib/rate-limit.ts';
import { addressHeader, environmentHeader } from './auth-headers.ts';
import type { Environment } from './principal.ts';

/** What better-auth is told of a request: where it comes from, the chosen environment, and the cookies that we vouch for. */
export function callHeaders(
  req: FastifyRequest,
  environment: Environment | undefined,
  cookie: string | undefined,
): Headers {
  const headers = new Headers({ [addressHeader]: req.ip });
  const userAgent = req.headers['user-agent'];
  // Bounded, since it is stored.
  if (userAgent !== undefined) headers.set('user-agent', userAgent.slice(0, 500));
  if (environment !== undefined) headers.set(environmentHeader, environment);
  if (cookie !== undefined) headers.set('cookie', cookie);
  return headers;
}

/** Passes on the cookies that better-auth sets. */
export function relayCookies(reply: FastifyReply, headers: Headers): void {
  reply.header('set-cookie', headers.getSetCookie());
}

/** How long a locked second factor stays so, in better-auth. */
const LOCKED_SECONDS = 15 * 60;

/** Runs a call of better-auth; what it refuses becomes one of our errors, by what `refusals` says for its code. */
export async function calling<Result>(
  call: Promise<Result>,
  refusals: Readonly<Record<string, () => ApiError>>,
): Promise<Result> {
  try {
    return await call;
  } catch (err) {
    const code = codeOf(err);
    if (code === 'ACCOUNT_TEMPORARILY_LOCKED') throw rateLimited(LOCKED_SECONDS);
    throw refusals[code]?.() ?? err;
  }
}

/** By its shape, not its class: importing that would load better-auth with everything else. */
function codeOf(err: unknown): string {
  const { body } = err as { body?: { code?: unknown } };
  return err instanceof Error && err.name === 'APIError' ? String(body?.code) : '';
}

const failed = (): ApiError => new ApiError('sign_in_failed');

/** All that can be wrong with a sign-in has one answer. */
export const signInRefusals = {
  INVALID_EMAIL: failed,
  INVALID_EMAIL_OR_PASSWORD: failed,
  PASSWORD_TOO_LONG: failed,
  INVALID_TWO_FACTOR_COOKIE: failed,
  INVALID_CODE: failed,
  INVALID_BACKUP_CODE: failed,
  TOTP_NOT_ENABLED: failed,
  BACKUP_CODES_NOT_ENABLED: failed,
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: failed,
};

export function refuseField(field: string, sentence: string): () => ApiError {
  return () => new ApiError('validation_failed', { [field]: [sentence] });
}
