import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';

export interface PersonActor {
  /** As whom: for themselves, for a tenant, for a developer organisation, or for the vendor. */
  readonly kind: 'person' | 'tenant' | 'developer' | 'operator';
  readonly personId: string;
  readonly email: string;
  readonly ipAddress: string;
}

/** Who does something that is worth a line in the audit log: a person, the operator's shell on the server, or the program itself. */
export type Actor = PersonActor | { readonly kind: 'command_line' | 'system' };

/** The person who does it, or null for the shell and the program. */
export const personIdOf = (actor: Actor): string | null => ('personId' in actor ? actor.personId : null);

/** What was done, as `subject.verb`. */
export const auditActions = [
  'app.created',
  'app.changed',
  'app.deleted',
  'app.approved',
  'app.approval_withdrawn',
  'app.refused',
  'app.asked_again',
  'app.version_created',
  'app.tenants_changed',
  'app.networks_changed',
  'webhook.changed',
  'webhook.tested',
  'webhook.disabled',
  'webhook.key_revealed',
  'webhook.key_rotated',
  'webhook.key_pair_rotated',
  'webhook.key_overlap_ended',
  'webhook.key_pair_overlap_ended',
  'delivery.replayed',
  'replay.started',
  'replay.cancelled',
  'backfill.started',
  'backfill.cancelled',
  'connection.allowed',
  'connection.declined',
  'connection.upgraded',
  'connection.disabled',
  'connection.enabled',
  'connection.ended',
  'secret.generated',
  'secret.revoked',
  'tenant.created',
  'tenant.changed',
  'tenant.network_changed',
  'tenant.preview_switched',
  'tenant.retention_changed',
  'network.created',
  'network.changed',
  'brand.created',
  'brand.changed',
  'scheduler.created',
  'scheduler.changed',
  'lead.followed_up',
  'router.created',
  'router.changed',
  'router.deleted',
  'person.registered',
  'person.invited',
  'person.invited_again',
  'person.permissions_changed',
  'person.disabled',
  'person.enabled',
  'person.removed',
  'token.created',
  'token.revoked',
  'password.changed',
  'password.reset',
  'second_factor.enabled',
  'second_factor.disabled',
  'organisation.created',
  'operator.created',
  'signing_key.rotated',
  'sealing_key.resealed',
  'session.erased',
] as const;
export type AuditAction = (typeof auditActions)[number];

export interface AuditEntry {
  readonly action: AuditAction;
  readonly tenantId?: number | undefined;
  readonly appId?: string | undefined;
  /** What changed, in the names of the API; never a secret, nor a part of one. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Far below what a statement takes, at ten parameters a line. */
const LINES_PER_STATEMENT = 1_000;

/** Writes a line of the audit log in the transaction of the change itself: neither is there without the other. */
export function recordAudit(trx: Db, actor: Actor, at: Date, entry: AuditEntry): Promise<void> {
  return recordAudits(trx, actor, at, [entry]);
}

/** Likewise a line for each of any number of entries. */
export async function recordAudits(
  trx: Db,
  actor: Actor,
  at: Date,
  entries: readonly AuditEntry[],
): Promise<void> {
  const rows = entries.map((entry) => ({
    id: newTimeOrderedId(at),
    at,
    actor: actor.kind,
    person_id: personIdOf(actor),
    person_email: 'email' in actor ? actor.email : null,
    ip_address: 'ipAddress' in actor ? actor.ipAddress : null,
    action: entry.action,
    tenant_id: entry.tenantId ?? null,
    app_id: entry.appId ?? null,
    detail: JSON.stringify(entry.detail ?? {}),
  }));
  for (let start = 0; start < rows.length; start += LINES_PER_STATEMENT) {
    await trx
      .insertInto('audit_log')
      .values(rows.slice(start, start + LINES_PER_STATEMENT))
      .execute();
  }
}
