import { mayMail } from './guessing.ts';
import { resetMail } from './mail.ts';
import { createOneTimeLink } from './one-time-link.ts';
import type { PeopleDeps } from './people-deps.ts';
import { findPersonByEmail } from './queries.ts';

/** Mails a link to whoever has this address, if anybody does and mail is set up. */
export async function mailResetLink(
  { db, auth, sendMail, baseUrl }: PeopleDeps,
  email: string,
  now: Date,
): Promise<void> {
  if (sendMail === undefined || !(await mayMail(db, email, now))) return;
  const person = await findPersonByEmail(db, email);
  if (person === undefined) return;
  const { link } = await createOneTimeLink(await auth(), baseUrl(), person.id, 'reset', now);
  await sendMail(resetMail(email, link));
}
