import type { Transporter } from 'nodemailer';
import { once } from '../lib/once.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends a mail; rejects when the server refuses it or does not answer. */
export type SendMail = (mail: Mail) => Promise<void>;

const TIMEOUT_MS = 10_000;

/** Mail through SMTP_URL. Nothing of a mail is ever logged: it may hold a one-time link. */
export function createMailer({ url, from }: { url: string; from: string }): SendMail {
  const transport = once(async (): Promise<Transporter> => {
    // Loaded by whoever has a mail to send.
    const { createTransport } = await import('nodemailer');
    return createTransport({
      url,
      logger: false,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      dnsTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  });
  return async (mail) => {
    await (await transport()).sendMail({ from, ...mail });
  };
}

export function resetMail(to: string, link: string): Mail {
  return {
    to,
    subject: 'Set a new password',
    text: `Somebody, probably you, asked to set a new password for ${to}.

Open this within an hour; it works once:
${link}

If it was not you, do nothing: your password stays as it is.
`,
  };
}

export function invitationMail(to: string, place: string, link: string | undefined): Mail {
  const next =
    link === undefined
      ? 'Sign in as you are used to.'
      : `Open this within a week to choose your password; it works once:\n${link}`;
  return {
    to,
    subject: `You were added to ${place}`,
    text: `You were added to ${place}.\n\n${next}\n`,
  };
}

/** Nothing of what was typed but the address: others could have it say what they like. */
export function registrationMail(to: string, link: string): Mail {
  return {
    to,
    subject: 'Confirm your address',
    text: `Somebody, probably you, registered ${to} as a developer.

Open this within a day and give the password that you chose; it works once:
${link}

If it was not you, do nothing: no account is made.
`,
  };
}

export function alreadyRegisteredMail(to: string, baseUrl: string): Mail {
  return {
    to,
    subject: 'You have an account already',
    text: `Somebody, probably you, registered ${to} as a developer, but there is an account with this address already.

Sign in at ${baseUrl}/sign-in. If you have no password, or forgot it, ask there for a new one.
`,
  };
}
