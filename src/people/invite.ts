import { type Actor, recordAudit } from '../audit/record.ts';
import { ApiError } from '../lib/errors.ts';
import { mayMail } from './guessing.ts';
import { invitationMail } from './mail.ts';
import { createOneTimeLink, deleteLinks, listLinks } from './one-time-link.ts';
import { hasPassword } from './people.ts';
import type { PeopleDeps } from './people-deps.ts';

export type MailState = 'sent' | 'failed' | 'not_configured';
type InviteDeps = Pick<PeopleDeps, 'db' | 'auth' | 'baseUrl' | 'sendMail' | 'log'>;

/**
 * Tells somebody that they were added to `place`; whoever has no password yet gets a link to choose one. Never inside a
 * transaction, since it speaks to the mail server.
 */
export async function mailInvitation(
  { db, auth, baseUrl, sendMail, log }: InviteDeps,
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

/**
 * Sends the invitation of somebody who has not accepted it once more. The links of before work no longer, once the mail with the new
 * one is out.
 * @throws ApiError invitation_accepted
 */
export async function mailInvitationAgain(
  deps: InviteDeps,
  actor: Actor,
  person: { readonly personId: string; readonly email: string; readonly hasAccepted: boolean },
  place: {
    readonly name: string;
    readonly tenantId?: number | undefined;
    readonly organisationId?: string | undefined;
  },
  now: Date,
): Promise<{ readonly email: string; readonly mail: MailState }> {
  const { db } = deps;
  const { personId, email, hasAccepted } = person;
  if (hasAccepted) throw new ApiError('invitation_accepted');
  const { name, tenantId, organisationId } = place;
  const detail = { email, ...(organisationId !== undefined && { organisationId }) };
  await recordAudit(db, actor, now, { action: 'person.invited_again', tenantId, detail });
  const invited = { personId, email, hasPassword: await hasPassword(db, personId) };
  // Of somebody with a password these would be links that they asked for themselves.
  const earlier = invited.hasPassword ? [] : await listLinks(db, personId);
  const mail = await mailInvitation(deps, invited, name, now);
  if (mail === 'sent') await deleteLinks(db, earlier);
  return { email, mail };
}
