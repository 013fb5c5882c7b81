import type { AuditLine } from '../../../../src/audit/list.ts';

const sentences: Readonly<Record<string, string>> = {
  'app.created': 'Created the app',
  'app.changed': 'Changed the app',
  'app.approved': 'Approved the app',
  'app.approval_withdrawn': 'Withdrew the approval',
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
export const whatOf = ({ action }: AuditLine): string => sentences[action] ?? action;

export const whoOf = ({ actor, personEmail }: AuditLine): string => personEmail ?? actors[actor] ?? actor;

export const asWhomOf = ({ actor, personEmail }: AuditLine): string =>
  personEmail === null ? '' : (actors[actor] ?? actor).toLowerCase();

/** The parts of the detail that can be read in passing: `version: 2 · added: 1000001`. */
export function summaryOf({ tenantId, detail }: AuditLine): string {
  const parts = Object.entries(detail as Record<string, unknown>).flatMap(([name, value]) => {
    const text = toText(value);
    return text === '' || name.endsWith('Id') ? [] : [`${wordsOf(name)}: ${text}`];
  });
  return [...(tenantId === null ? [] : [`tenant ${tenantId}`]), ...parts].join(' · ');
}

const wordsOf = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

function toText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (Array.isArray(value)) return value.map(toText).filter(Boolean).join(', ');
  if (typeof value === 'object' && value !== null) return Object.keys(value).map(wordsOf).join(', ');
  return '';
}
