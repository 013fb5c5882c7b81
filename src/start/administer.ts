import type { Config } from '../config.ts';
import { systemClock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError, type ErrorCode } from '../lib/errors.ts';
import { createLog } from '../lib/log.ts';
import type { Sealer } from '../lib/seal.ts';
import { type MailState, mailInvitation } from '../people/invite.ts';
import { createMailer } from '../people/mail.ts';
import { ensurePerson, normaliseEmail } from '../people/people.ts';
import { CommandError } from './command-error.ts';
import { listeningUrl } from './listening-url.ts';
import { openRunningStorage } from './open-storage.ts';
import { findRunningServer } from './running-database.ts';

/** What a command that administers works with. */
export interface Administration {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly now: Date;
  readonly baseUrl: string;
  /** To be said with a link, since nothing tells where others reach the server. */
  readonly urlHint: string | undefined;
  /** Makes the person if there is none, so that they can be given something. */
  readonly person: (email: string, name?: string) => Promise<CommandPerson>;
  /** Mails the person that they were added to `place`, if mail is set up. */
  readonly invite: (person: CommandPerson, place: string) => Promise<MailState>;
}

export interface CommandPerson {
  readonly personId: string;
  readonly email: string;
  readonly name: string | undefined;
  readonly hasPassword: boolean;
}

export const commandLine = { kind: 'command_line' } as const;

/** Runs a command on the database of DATABASE_URL, or on the embedded one of a fieldhook that is running. */
export async function administer(
  config: Config,
  work: (administration: Administration) => Promise<void>,
): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const log = createLog(config.logLevel);
  const { database, sealer } = await openRunningStorage(config, log, cleanup);
  const { db } = database;
  const now = systemClock();
  const known = config.publicUrl ?? (await baseUrlBeside(config));
  const baseUrl = known ?? listeningUrl(config.host, config.port);
  const urlHint =
    known === undefined
      ? `PUBLIC_URL is not set, so links begin with ${baseUrl}; set it to the address under which others reach the server.`
      : undefined;
  const sendMail = config.mail === undefined ? undefined : createMailer(config.mail);
  await work({
    db,
    sealer,
    now,
    baseUrl,
    urlHint,
    person: async (given, name) => {
      const email = normaliseEmail(given);
      return { email, name, ...(await ensurePerson(db, { email, name }, now)) };
    },
    invite: (person, place) => {
      const auth = async () =>
        (await import('../people/auth.ts')).createAuth({ db, sealer, baseUrl: () => baseUrl });
      return mailInvitation({ db, log, sendMail, auth, baseUrl: () => baseUrl }, person, place, now);
    },
  });
}

/** The embedded database runs beside its server, which knows its address; any other runs anywhere. */
async function baseUrlBeside({ databaseUrl, dataDir }: Config): Promise<string | undefined> {
  return databaseUrl === undefined ? await findRunningServer(dataDir) : undefined;
}

/** Says what a refusal means for this command; any other becomes its own sentence. */
export async function explaining<Result>(
  work: Promise<Result>,
  sentences: Partial<Record<ErrorCode, string>>,
): Promise<Result> {
  try {
    return await work;
  } catch (err) {
    if (!(err instanceof ApiError)) throw err;
    const details = Object.entries(err.errors).map(([field, texts]) => `${field}: ${texts.join(' ')}`);
    throw new CommandError(sentences[err.code] ?? (details.length > 0 ? details.join(' ') : err.message));
  }
}
