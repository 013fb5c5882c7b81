import { mayMail } from './guessing.ts';
import { invitationMail } from './mail.ts';
import { createOneTimeLink } from './one-time-link.ts';
import type { PeopleDeps } from './people-deps.ts';

export type MailState = 'sent' | 'failed' | 'not_configured';

/**
 * Tells somebody that they were added to `place`; whoever has no password yet gets a link to choose one. Never inside a
 * transaction, since it speaks to the mail server.
 */
export async function mailInvitation(
  { db, auth, baseUrl, sendMail, log }: Pick<PeopleDeps, 'db' | 'auth' | 'baseUrl' | 'sendMail' | 'log'>,
  person: { readonly personId: string; readonly email: string; readonly hasPassword: boolean },
  place: string,
  now: Date,
): Promise<MailState> {
  if (sendMail === undefined) return 'not_configured';
  if (!(await mayMail(db, person.email, now))) return 'failed';
  const link = person.hasPassword
    ? undefined
    : (await createOneTimeLink(await auth(), baseUrl(), person.personId, 'invitation', now)).link;
  try {
    await sendMail(invitationMail(person.email, place, link));
    return 'sent';
  } catch (err) {
    log.error({ err: err instanceof Error ? err.name : 'unknown' }, 'an invitation could not be mailed');
    return 'failed';
  }
}
