import type { AuditLine } from '../../../src/audit/list.ts';
import type { AuditAction } from '../../../src/audit/record.ts';
import { tellers } from './audit-details.ts';
import { type Detail, tellAll } from './audit-values.ts';

/** Every deed that the server writes down, in a few words: the one list of the console. */
export const deeds: Readonly<Record<AuditAction, string>> = {
  'app.created': 'Created the app',
  'app.changed': 'Changed the app',
  'app.deleted': 'Deleted the app',
  'app.approved': 'Approved the app',
  'app.approval_withdrawn': 'Withdrew the approval',
  'app.refused': 'Refused to approve the app',
  'app.asked_again': 'Asked for approval again',
  'app.version_created': 'Made a version',
  'app.tenants_changed': 'Changed the tenants',
  'app.networks_changed': 'Changed the networks',
  'webhook.changed': 'Changed a webhook',
  'webhook.tested': 'Sent a test',
  'webhook.disabled': 'Disabled a webhook',
  'webhook.key_revealed': 'Revealed an HMAC key',
  'webhook.key_rotated': 'Rotated an HMAC key',
  'webhook.key_pair_rotated': 'Rotated a key pair',
  'webhook.key_overlap_ended': 'Ended the overlap of HMAC keys',
  'webhook.key_pair_overlap_ended': 'Ended the overlap of key pairs',
  'delivery.replayed': 'Replayed a delivery',
  'replay.started': 'Started a replay',
  'replay.cancelled': 'Cancelled a replay',
  'backfill.started': 'Started a backfill',
  'backfill.cancelled': 'Cancelled a backfill',
  'connection.allowed': 'Allowed the app',
  'connection.declined': 'Declined the app',
  'connection.upgraded': 'Upgraded to a version',
  'connection.disabled': 'Disabled the connection',
  'connection.enabled': 'Enabled the connection',
  'connection.ended': 'Ended the connection',
  'secret.generated': 'Generated a client secret',
  'secret.revoked': 'Revoked a client secret',
  'tenant.created': 'Created the tenant',
  'tenant.changed': 'Changed the tenant',
  'tenant.network_changed': 'Moved the tenant to another network',
  'tenant.preview_switched': 'Switched the preview',
  'tenant.retention_changed': 'Changed how long data is kept',
  'network.created': 'Created a network',
  'network.changed': 'Changed a network',
  'brand.created': 'Created a brand',
  'brand.changed': 'Changed a brand',
  'scheduler.created': 'Created a scheduler',
  'scheduler.changed': 'Changed a scheduler',
  'lead.followed_up': 'Followed up a lead',
  'router.created': 'Created a router',
  'router.changed': 'Changed a router',
  'router.deleted': 'Deleted a router',
  'person.registered': 'Registered',
  'person.invited': 'Invited a person',
  'person.invited_again': 'Sent an invitation again',
  'person.permissions_changed': 'Changed what a person may do',
  'person.disabled': 'Disabled a person',
  'person.enabled': 'Enabled a person',
  'person.removed': 'Removed a person',
  'token.created': 'Created a personal access token',
  'token.revoked': 'Revoked a personal access token',
  'password.changed': 'Changed the password',
  'password.reset': 'Set the password anew',
  'second_factor.enabled': 'Turned the second factor on',
  'second_factor.disabled': 'Turned the second factor off',
  'organisation.created': 'Created an organisation',
  'operator.created': 'Made somebody an operator',
  'signing_key.rotated': 'Rotated the signing key',
  'sealing_key.resealed': 'Sealed anew with another key',
  'session.erased': 'Erased a session',
};

const actors: Readonly<Record<string, string>> = {
  developer: 'A developer',
  tenant: 'The tenant',
  operator: 'The vendor',
  person: 'A person',
  command_line: 'The server’s command line',
  system: 'fieldhook',
};

/** What was done; an action that came later than this page by its code. */
export const whatOf = ({ action }: Pick<AuditLine, 'action'>): string =>
  (deeds as Readonly<Record<string, string>>)[action] ?? action;

export const whoOf = ({ actor, personEmail }: AuditLine): string => personEmail ?? actors[actor] ?? actor;

export const asWhomOf = ({ actor, personEmail }: AuditLine): string =>
  personEmail === null ? '' : (actors[actor] ?? actor).toLowerCase();

/** What of a line can be read in passing: `version 2 → 3 · added: Session Completed`. */
export function summaryOf({
  action,
  tenantId,
  detail,
}: Pick<AuditLine, 'action' | 'tenantId' | 'detail'>): string {
  // An action that came later than this page is told by the names of its members.
  const tell = (tellers as Readonly<Record<string, (typeof tellers)[AuditAction]>>)[action] ?? tellAll;
  const parts = [tenantId === null ? '' : `tenant ${tenantId}`, ...tell(detail as Detail)];
  return parts.filter((part) => part !== '').join(' · ');
}
