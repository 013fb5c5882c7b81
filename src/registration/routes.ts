import type { FastifyRequest } from 'fastify';
import { anyone } from '../http/access.ts';
import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { backgroundOf } from '../people/background.ts';
import { countAttempt, countRegistration } from '../people/guessing.ts';
import type { SendMail } from '../people/mail.ts';
import { isFromForeignPage } from '../people/own-origin.ts';
import { PASSWORD_MIN_LENGTH } from '../people/password-length.ts';
import {
  confirmRegistration,
  mailRegistration,
  registerAtOnce,
  type RegistrationDeps,
  type RegistrationRules,
} from './register.ts';
import {
  ConfirmedRegistration,
  ConfirmRegistrationBody,
  RegistrationAccepted,
  RegistrationBody,
  RegistrationState,
} from './schema.ts';

export interface RegistrationRouteDeps extends Omit<RegistrationDeps, 'rules'> {
  readonly log: Pick<Logger, 'error'>;
  readonly baseUrl: () => string;
  readonly sendMail?: SendMail | undefined;
  /** Left out: closed. */
  readonly registration?: RegistrationRules | undefined;
}

const tags = ['People'];
const url = '/api/people/registration';

/** How a developer gets an account and an organisation without being invited. */
export function registrationRoutes(app: Server, given: RegistrationRouteDeps): void {
  const { db, clock, baseUrl, sendMail } = given;
  const rules = given.registration ?? { isOpen: false, makesTestTenant: false };
  const deps = { db, clock, rules };
  const background = backgroundOf(app, given.log);
  const refuse = async (req: FastifyRequest): Promise<void> => {
    if (isFromForeignPage(req.headers, baseUrl())) throw new ApiError('origin_not_allowed');
    if (!rules.isOpen) throw new ApiError('registration_closed');
  };

  app.get(
    url,
    {
      config: anyone,
      schema: {
        tags,
        summary: 'Whether one can register here, and how',
        response: { 200: RegistrationState },
      },
    },
    () => ({
      open: rules.isOpen,
      confirmation: sendMail === undefined ? ('none' as const) : ('mail' as const),
      testTenant: rules.makesTestTenant,
      passwordMinLength: PASSWORD_MIN_LENGTH,
    }),
  );

  app.post(
    url,
    {
      config: anyone,
      onRequest: refuse,
      schema: {
        tags,
        summary: 'Register as a developer, with an organisation of your own',
        description:
          'Always 202, whether or not the address has an account. Where mail is set up, a link that works for a day has to be opened first; elsewhere one can sign in at once.',
        body: RegistrationBody,
        response: { 202: RegistrationAccepted },
      },
    },
    async (req, reply) => {
      await countRegistration(db, req.ip, clock());
      if (sendMail === undefined) await registerAtOnce(deps, req.body, req.ip);
      // Answered before anything is looked up, so that the time it takes tells nothing.
      else background(mailRegistration(deps, { sendMail, baseUrl }, req.body));
      const next = sendMail === undefined ? ('sign_in' as const) : ('confirm_by_mail' as const);
      return reply.code(202).send({ status: 'accepted' as const, next });
    },
  );

  app.post(
    `${url}/confirm`,
    {
      config: anyone,
      onRequest: refuse,
      schema: {
        tags,
        summary: 'Confirm a registration by the mailed link',
        description: 'With the password that was chosen; makes the account. Then sign in.',
        body: ConfirmRegistrationBody,
        response: { 200: ConfirmedRegistration },
      },
    },
    async (req) => {
      await countAttempt(db, req.ip, clock());
      return confirmRegistration(deps, req.body, req.ip);
    },
  );
}
