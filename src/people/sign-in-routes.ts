import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { recordAudit } from '../audit/record.ts';
import { anyone } from '../http/access.ts';
import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import { calling, callHeaders, refuseField, relayCookies, signInRefusals } from './auth-call.ts';
import { countAttempt, countPasswordGuess, forgiveGuesses } from './guessing.ts';
import { findPersonOfLink } from './one-time-link.ts';
import { isFromForeignPage } from './own-origin.ts';
import type { PeopleDeps } from './people-deps.ts';
import { normaliseEmail } from './people.ts';
import type { Environment } from './principal.ts';
import { deleteExpiredSignIns, deleteSignIn, findEmail, forgetInvitedNames, isDisabled } from './queries.ts';
import { mailResetLink } from './reset-mail.ts';
import { CodeBody, ConfirmResetBody, ResetBody, SignInBody, SignInState } from './schema.ts';
import { spendCode } from './spend-code.ts';

const tags = ['People'];
const CHALLENGE_SECONDS = 600;

/** Signing in, and the way back to a forgotten password. None of it tells whether an account exists. */
export function signInRoutes(app: Server, deps: PeopleDeps): void {
  const { db, clock, auth, baseUrl, background } = deps;
  const isSecure = baseUrl().startsWith('https:');
  // The choice that was made with the password, kept by the browser until the second factor.
  const environmentCookie = `${isSecure ? '__Secure-' : ''}fieldhook.environment`;
  const refuseForeignPages = async (req: FastifyRequest): Promise<void> => {
    if (isFromForeignPage(req.headers, baseUrl())) throw new ApiError('origin_not_allowed');
  };
  const config = anyone;
  // After the password, so that it tells nobody else; what was signed in meanwhile works for nothing, and goes.
  const settle = async (personId: string, token: string | null | undefined): Promise<void> => {
    if (await isDisabled(db, personId)) {
      if (token != null) await deleteSignIn(db, token);
      throw new ApiError('sign_in_failed');
    }
    await deleteExpiredSignIns(db, personId, clock());
    await forgetInvitedNames(db, personId);
  };

  app.post(
    '/api/people/sign-in',
    {
      config,
      onRequest: refuseForeignPages,
      schema: {
        tags,
        summary: 'Sign in',
        description:
          'Sets a cookie for a week. Whoever has a second factor gets `second_factor_required`, and has ten minutes to give a code.',
        body: SignInBody,
        response: { 200: SignInState },
      },
    },
    async (req, reply) => {
      const { password, environment } = req.body;
      const email = normaliseEmail(req.body.email);
      await countPasswordGuess(db, email, req.ip, clock());
      const { api } = await auth();
      const { headers, response } = await calling(
        api.signInEmail({
          body: { email, password },
          headers: callHeaders(req, environment, undefined),
          returnHeaders: true,
        }),
        signInRefusals,
      );
      await forgiveGuesses(db, email);
      noStore(reply);
      if (!('twoFactorRedirect' in response)) await settle(response.user.id, response.token);
      relayCookies(reply, headers);
      if ('twoFactorRedirect' in response) {
        const attributes = `Max-Age=${CHALLENGE_SECONDS}; Path=/api/people/sign-in; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
        reply.header('set-cookie', `${environmentCookie}=${environment}; ${attributes}`);
        return { status: 'second_factor_required' as const };
      }
      return { status: 'signed_in' as const };
    },
  );

  app.post(
    '/api/people/sign-in/second-factor',
    {
      config,
      onRequest: refuseForeignPages,
      schema: {
        tags,
        summary: 'Give the second factor',
        description: 'The code of the authenticator app, or a backup code, after the right password.',
        body: CodeBody,
        response: { 200: SignInState },
      },
    },
    async (req, reply) => {
      await countAttempt(db, req.ip, clock());
      const { cookie } = req.headers;
      const environment = readEnvironment(cookie, environmentCookie);
      if (environment === undefined) throw new ApiError('sign_in_failed');
      const made = await auth();
      const code = req.body.code.trim();
      const isOfApp = /^\d{6}$/.test(code);
      const call = {
        body: { code },
        headers: callHeaders(req, environment, challengeCookie(cookie)),
        returnHeaders: true as const,
      };
      const { headers, response } = await calling(
        isOfApp ? made.api.verifyTOTP(call) : made.api.verifyBackupCode(call),
        signInRefusals,
      );
      if (isOfApp && !(await spendCode(db, made, response.user.id, code, clock()))) {
        // Nobody was told its token yet.
        if (response.token !== undefined) await deleteSignIn(db, response.token);
        throw new ApiError('sign_in_failed');
      }
      noStore(reply);
      await settle(response.user.id, response.token);
      relayCookies(reply, headers);
      return { status: 'signed_in' as const };
    },
  );

  app.post(
    '/api/people/password-reset',
    {
      config,
      onRequest: refuseForeignPages,
      schema: {
        tags,
        summary: 'Ask for a link to set a new password',
        description:
          'Always 202, at once. If there is such an account and mail is set up, a link that works for an hour is on its way.',
        body: ResetBody,
        response: { 202: Type.Object({ status: Type.Enum(['accepted']) }) },
      },
    },
    async (req, reply) => {
      await countAttempt(db, req.ip, clock());
      // Answered before anything is looked up, so that the time it takes tells nothing.
      background(mailResetLink(deps, normaliseEmail(req.body.email), clock()));
      return reply.code(202).send({ status: 'accepted' });
    },
  );

  app.post(
    '/api/people/password-reset/confirm',
    {
      config,
      onRequest: refuseForeignPages,
      schema: {
        tags,
        summary: 'Set a new password by a one-time link',
        description:
          'With the token of a mailed link, an invitation, or `fieldhook user reset-link`. Ends every sign-in of the person; personal access tokens stay.',
        body: ConfirmResetBody,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      await countAttempt(db, req.ip, clock());
      const loaded = await auth();
      // Asked before, since the link is gone with the reset.
      const personId = await findPersonOfLink(loaded, req.body.token);
      await calling(loaded.api.resetPassword({ body: req.body }), {
        INVALID_TOKEN: refuseField('token', 'It is not right, was used, or is too old; ask for a new link.'),
        PASSWORD_TOO_LONG: refuseField('newPassword', 'It is too long.'),
      });
      const email = personId === undefined ? undefined : await findEmail(db, personId);
      if (personId !== undefined && email !== undefined) {
        const actor = { kind: 'person', personId, email, ipAddress: req.ip } as const;
        await recordAudit(db, actor, clock(), { action: 'password.reset' });
      }
      return reply.code(204).send(null);
    },
  );
}

function noStore(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store');
}

function readEnvironment(cookie: string | undefined, name: string): Environment | undefined {
  const value = findCookie(cookie, (found) => found === name)?.split('=')[1];
  return value === 'production' || value === 'integration' ? value : undefined;
}

/** Nothing but the challenge: somebody may be signed in already, as somebody else. */
function challengeCookie(cookie: string | undefined): string | undefined {
  return findCookie(cookie, (name) => name.endsWith('fieldhook.two_factor'));
}

function findCookie(header: string | undefined, isIt: (name: string) => boolean): string | undefined {
  return header?.split(/; */).find((part) => isIt(part.split('=')[0] ?? ''));
}
