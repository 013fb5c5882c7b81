import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { DueLoop, Wakeable } from '../lib/due-loop.ts';
import type { Logger } from '../lib/log.ts';
import type { SendMail } from '../people/mail.ts';
import { listAddressesOf } from '../people/organisation-addresses.ts';
import { noticeMail } from './notice-mail.ts';
import { claimNotice, findSubject, type NoticeSubject, settleNotice } from './notice-queries.ts';

export interface NoticeMailDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sendMail: SendMail;
  readonly baseUrl: () => string;
}

const MOST_ADDRESSES = 50;
/** The last one is about 8 hours after the first. */
const MOST_TRIES = 10;
/** With a timeout of 10 s each. */
const MOST_FAILURES = 3;
const REST_MS = 30_000;

/** In a loop of its own: a mail server that hangs holds up nothing else. */
export function noticeMailLoop(deps: NoticeMailDeps & { readonly wake: Wakeable }): DueLoop {
  const { wake, log } = deps;
  return { name: 'webhook mails', runOnce: () => mailNotice(deps), restMs: REST_MS, wake, log };
}

/**
 * Mails one notice that is due to the app's address and to who acts for its organisation, each by a mail of their own. It is
 * claimed by moving on when it is due, so no transaction is open meanwhile; whoever dies before settling it makes it be mailed
 * again: better twice than never. It is settled once anybody was reached, after 10 tries, or when it is no longer true.
 */
export async function mailNotice(deps: NoticeMailDeps): Promise<'more' | 'idle'> {
  const { db, clock, log } = deps;
  const notice = await claimNotice(db, clock());
  if (notice === undefined) return 'idle';
  const subject = await findSubject(db, notice);
  const sent = subject === undefined ? 0 : await mailAll(deps, subject);
  if (sent > 0) {
    await settleNotice(db, notice, clock());
  } else if (subject === undefined || notice.tries >= MOST_TRIES) {
    if (subject !== undefined) {
      log.error({ webhookId: notice.webhookId, kind: notice.kind }, 'a notice could not be mailed; given up');
    }
    await settleNotice(db, notice, null);
  }
  return 'more';
}

/** How many were reached. */
async function mailAll(
  { db, log, sendMail, baseUrl }: NoticeMailDeps,
  subject: NoticeSubject,
): Promise<number> {
  const addresses = await listAddressesOf(db, subject.organisationId, MOST_ADDRESSES);
  const link = `${baseUrl()}/portal/apps/${subject.appId}`;
  let sent = 0;
  let failed = 0;
  for (const to of new Set([subject.appEmail, ...addresses].filter((address) => address !== ''))) {
    if (sent === 0 && failed >= MOST_FAILURES) break;
    try {
      await sendMail(noticeMail(to, subject, link));
      sent += 1;
    } catch (err) {
      failed += 1;
      // By its name only: what the mail server says names people.
      log.warn({ err: err instanceof Error ? err.name : 'unknown' }, 'a notice could not be mailed');
    }
  }
  return sent;
}
