import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type AuditAction, recordAudit } from '../audit/record.ts';
import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import { calling, callHeaders, refuseField, relayCookies } from './auth-call.ts';
import { countPasswordGuess, forgiveGuesses } from './guessing.ts';
import { describeMe } from './me.ts';
import type { PeopleDeps } from './people-deps.ts';
import { actorOf, type Principal, principalOf } from './principal.ts';
import { hasSecondFactor, updatePersonName } from './queries.ts';
import { ChangeMeBody, ChangePasswordBody, CodeBody, Me, PasswordBody, SecondFactorSetUp } from './schema.ts';
import { peopleSecrets, signInCookieName, toCookieValue } from './sign-in-cookie.ts';
import { spendCode } from './spend-code.ts';

const tags = ['People'];
const config = { access: { by: 'person' } } as const;

/** What is the caller's own: who they are, their password and second factor, the end of the sign-in. */
export function ownRoutes(app: Server, { db, clock, auth, sealer, baseUrl }: PeopleDeps): void {
  const [secret] = peopleSecrets(sealer);
  /** For better-auth, which knows only the newest key, the sign-in that the guard has found good. */
  const headersOf = (req: FastifyRequest): Headers => {
    const principal = principalOf(req);
    const { token } = signInOf(principal);
    const cookie =
      secret === undefined ? undefined : `${signInCookieName(baseUrl())}=${toCookieValue(token, secret)}`;
    return callHeaders(req, principal.environment, cookie);
  };
  /** Whoever sits down at somebody's open browser is not to guess the password there. */
  const countGuess = (req: FastifyRequest): Promise<void> =>
    countPasswordGuess(db, principalOf(req).email, req.ip, clock());
  /** Not in the transaction of the change, which is better-auth's. */
  const record = (req: FastifyRequest, action: AuditAction): Promise<void> =>
    recordAudit(db, actorOf(req), clock(), { action });
  const answer = (reply: FastifyReply, headers: Headers): FastifyReply => {
    relayCookies(reply, headers);
    return reply.code(204).send(null);
  };
  const wrongPassword = { INVALID_PASSWORD: refuseField('password', 'It is not the present one.') };

  app.post(
    '/api/people/sign-out',
    {
      config,
      schema: {
        tags,
        summary: 'Sign out',
        description: 'Ends this sign-in.',
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      const { headers } = await (await auth()).api.signOut({ headers: headersOf(req), returnHeaders: true });
      return answer(reply, headers);
    },
  );

  app.get(
    '/api/people/me',
    {
      config,
      schema: {
        tags,
        summary: 'Who is signed in, and what they may do',
        description: 'Only tenants of the environment that was chosen at sign-in.',
        response: { 200: Me },
      },
    },
    (req) => describeMe(db, principalOf(req), clock()),
  );

  app.patch(
    '/api/people/me',
    { config, schema: { tags, summary: 'Change the own name', body: ChangeMeBody, response: { 200: Me } } },
    async (req) => {
      const principal = principalOf(req);
      await updatePersonName(db, principal.personId, req.body.name, clock());
      return describeMe(db, { ...principal, name: req.body.name }, clock());
    },
  );

  app.post(
    '/api/people/me/password',
    {
      config,
      schema: {
        tags,
        summary: 'Change the own password',
        description: 'Ends every other sign-in. By browser only, not by token.',
        body: ChangePasswordBody,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      const call = { headers: headersOf(req), body: { ...req.body, revokeOtherSessions: true } };
      await countGuess(req);
      const { headers } = await calling((await auth()).api.changePassword({ ...call, returnHeaders: true }), {
        INVALID_PASSWORD: refuseField('currentPassword', 'It is not the present one.'),
        CREDENTIAL_ACCOUNT_NOT_FOUND: refuseField('currentPassword', 'It is not the present one.'),
        PASSWORD_TOO_LONG: refuseField('newPassword', 'It is too long.'),
      });
      await record(req, 'password.changed');
      await forgiveGuesses(db, principalOf(req).email);
      return answer(reply, headers);
    },
  );

  app.post(
    '/api/people/me/second-factor',
    {
      config,
      schema: {
        tags,
        summary: 'Set up a second factor',
        description: 'It counts once a code of it was confirmed. By browser only, not by token.',
        body: PasswordBody,
        response: { 200: SecondFactorSetUp },
      },
    },
    async (req, reply) => {
      const call = {
        headers: headersOf(req),
        body: { password: req.body.password, method: 'totp' as const },
      };
      await countGuess(req);
      const set = await calling((await auth()).api.enableTwoFactor(call), {
        ...wrongPassword,
        TOTP_ALREADY_ENABLED: () => new ApiError('already_exists'),
      });
      await forgiveGuesses(db, principalOf(req).email);
      if (set.method !== 'totp') throw new Error('better-auth set up another second factor than asked for');
      reply.header('cache-control', 'no-store');
      return { totpUri: set.totpURI, backupCodes: set.backupCodes };
    },
  );

  app.post(
    '/api/people/me/second-factor/confirm',
    {
      config,
      schema: {
        tags,
        summary: 'Confirm the second factor by a code of it',
        description: 'From now on signing in asks for it.',
        body: CodeBody,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      const [made, code] = [await auth(), req.body.code.trim()];
      const call = { headers: headersOf(req), body: { code } };
      const wrongCode = refuseField('code', 'It is not right; take the one that the app shows now.');
      const had = await hasSecondFactor(db, principalOf(req).personId);
      const { headers } = await calling(made.api.verifyTOTP({ ...call, returnHeaders: true }), {
        INVALID_CODE: wrongCode,
        TOTP_NOT_ENABLED: () => new ApiError('not_found'),
      });
      if (!had) await record(req, 'second_factor.enabled');
      if (!(await spendCode(db, made, principalOf(req).personId, code, clock()))) throw wrongCode();
      return answer(reply, headers);
    },
  );

  app.post(
    '/api/people/me/second-factor/disable',
    {
      config,
      schema: {
        tags,
        summary: 'Give the second factor up',
        body: PasswordBody,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      const call = { headers: headersOf(req), body: { password: req.body.password } };
      await countGuess(req);
      const had = await hasSecondFactor(db, principalOf(req).personId);
      const { headers } = await calling(
        (await auth()).api.disableTwoFactor({ ...call, returnHeaders: true }),
        wrongPassword,
      );
      if (had) await record(req, 'second_factor.disabled');
      await forgiveGuesses(db, principalOf(req).email);
      return answer(reply, headers);
    },
  );
}

/** A token is for work, not for taking over the person: what makes new ways in needs a signed-in browser. */
export function signInOf({ credential }: Principal): Extract<Principal['credential'], { kind: 'sign_in' }> {
  if (credential.kind !== 'sign_in') throw new ApiError('permission_missing');
  return credential;
}
