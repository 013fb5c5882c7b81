import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';

/** Who does something that is worth a line in the audit log. */
export type Actor =
  | {
      readonly kind: 'person';
      readonly personId: string;
      readonly email: string;
      readonly ipAddress: string;
    }
  /** The operator's shell on the server. */
  | { readonly kind: 'command_line' };

/** What was done, as `subject.verb`. */
export type AuditAction =
  | 'app.created'
  | 'app.changed'
  | 'app.deleted'
  | 'app.approved'
  | 'app.approval_withdrawn'
  | 'app.version_created'
  | 'app.tenants_changed'
  | 'app.networks_changed'
  | 'webhook.changed'
  | 'webhook.key_revealed'
  | 'webhook.key_rotated'
  | 'connection.allowed'
  | 'connection.declined'
  | 'connection.upgraded'
  | 'connection.disabled'
  | 'connection.enabled'
  | 'connection.ended'
  | 'secret.generated'
  | 'secret.revoked'
  | 'tenant.created'
  | 'tenant.changed'
  | 'tenant.network_changed'
  | 'tenant.preview_switched'
  | 'network.created'
  | 'router.created'
  | 'router.changed'
  | 'router.deleted'
  | 'network.changed'
  | 'person.invited'
  | 'person.permissions_changed'
  | 'person.removed'
  | 'organisation.created'
  | 'operator.created'
  | 'signing_key.rotated';

export interface AuditEntry {
  readonly action: AuditAction;
  readonly tenantId?: number | undefined;
  readonly appId?: string | undefined;
  /** What changed, in the names of the API; never a secret, nor a part of one. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Writes a line of the audit log in the transaction of the change itself: neither is there without the other. */
export async function recordAudit(trx: Db, actor: Actor, at: Date, entry: AuditEntry): Promise<void> {
  await trx
    .insertInto('audit_log')
    .values({
      id: newTimeOrderedId(at),
      at,
      actor: actor.kind,
      person_id: actor.kind === 'person' ? actor.personId : null,
      person_email: actor.kind === 'person' ? actor.email : null,
      ip_address: actor.kind === 'person' ? actor.ipAddress : null,
      action: entry.action,
      tenant_id: entry.tenantId ?? null,
      app_id: entry.appId ?? null,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute();
}
