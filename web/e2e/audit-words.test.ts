import { expect, test } from 'vitest';
import { type AuditAction, auditActions } from '../../src/audit/record.ts';
import { deeds, summaryOf, whatOf } from '../console/audit/audit-words.ts';
import { formatInstant } from '../console/ui/format-instant.ts';

const [completed, abandoned] = ['tn.sp.session-completed', 'tn.sp.session-abandoned-qualified'];
const [at, later] = ['2026-07-14T10:00:00.000Z', '2026-07-15T10:00:00.000Z'];
const shown = (instant: string): string => formatInstant(new Date(instant));
const webhook = { eventType: completed, deliveryOrigin: 'https://crm.test', key: 'generated' };
const step = (from: unknown, to: unknown) => ({ from, to });
const difference = {
  addedScopes: ['tn.x:r'],
  removedScopes: [],
  addedEventTypes: [completed],
  removedEventTypes: [abandoned],
};
const audience = { added: [1000001, 1000002], removed: [], renoted: [1000003] };
const job = {
  replayId: 'x',
  eventType: completed,
  states: ['failed', 'skipped'],
  reasons: ['retries_exhausted'],
  from: at,
  until: later,
  perSecond: 50,
  total: 1,
};
const note = { note: 'Asked by Dana' };

/** For each deed what the server writes with it, and what can be read of it in passing. */
const told: Readonly<Record<AuditAction, readonly [detail: object, text: string]>> = {
  'app.created': [
    {
      name: 'CRM',
      version: 1,
      scopes: ['tn.x:r'],
      webhooks: [webhook],
      tenantIds: [1000001],
      networkIds: [],
    },
    'CRM · tn.x:r · Session Completed to https://crm.test, key generated · tenants named: 1000001',
  ],
  'app.changed': [
    { changes: { website: step('https://a.test', null), isPaid: step(false, true) } },
    'website: https://a.test → none · is paid: no → yes',
  ],
  'app.deleted': [{ name: 'CRM' }, 'CRM'],
  'app.approved': [note, 'Asked by Dana'],
  'app.approval_withdrawn': [note, 'Asked by Dana'],
  'app.refused': [{ reason: 'No website' }, 'No website'],
  'app.asked_again': [{}, ''],
  'app.version_created': [
    { version: 2, ...difference },
    'version 2 · added: tn.x:r, Session Completed · removed: Qualified Abandoned Session',
  ],
  'app.tenants_changed': [audience, 'named: 1000001, 1000002 · other notes: 1000003'],
  'app.networks_changed': [audience, 'named: 1000001, 1000002 · other notes: 1000003'],
  'webhook.changed': [
    {
      eventType: completed,
      deliveryOrigin: step('https://a.test', 'https://b.test'),
      deliveryUrl: 'changed',
      rateLimitPerSecond: step(null, 5),
      enabled: step(false, true),
    },
    'Session Completed · enabled · another delivery URL · delivery origin: https://a.test → https://b.test · at most a second: none → 5',
  ],
  'webhook.tested': [
    { ...webhook, key: undefined, deliveryId: 'x', eventId: 'y' },
    'Session Completed · to https://crm.test · of a past session',
  ],
  'webhook.disabled': [
    { eventType: completed, reason: 'failing', failingSince: at, failedAttempts: 20 },
    `Session Completed · nothing but failures for days · since ${shown(at)} · 20 failed attempts`,
  ],
  'webhook.key_revealed': [{ eventType: completed }, 'Session Completed'],
  'webhook.key_rotated': [
    { eventType: completed, key: 'typed', overlapHours: 24 },
    'Session Completed · key typed · the old one signs along for 24 hours',
  ],
  'webhook.key_pair_rotated': [
    { eventType: completed, newPublicKey: 'whpk_x', overlapHours: 0 },
    'Session Completed · the old one ended at once',
  ],
  'webhook.key_overlap_ended': [
    { eventType: completed, wouldHaveEndedAt: at },
    `Session Completed · instead of ${shown(at)}`,
  ],
  'webhook.key_pair_overlap_ended': [
    { eventType: completed, wouldHaveEndedAt: at },
    `Session Completed · instead of ${shown(at)}`,
  ],
  'delivery.replayed': [{ deliveryId: 'x', eventType: completed, replayId: 'y' }, 'Session Completed'],
  'replay.started': [
    job,
    `Session Completed · failed, skipped · retries exhausted · events from ${shown(at)} · until ${shown(later)} · 1 delivery · at most 50 a second`,
  ],
  'replay.cancelled': [{ replayId: 'x', queued: 3, total: 9 }, '3 of 9 were queued'],
  'backfill.started': [
    { replayId: 'x', eventType: completed, days: 7, perSecond: 50, total: 12 },
    'Session Completed · the last 7 days · 12 deliveries · at most 50 a second',
  ],
  'backfill.cancelled': [{ replayId: 'x', queued: 3, total: 9 }, '3 of 9 were queued'],
  'connection.allowed': [
    { version: 1, scopes: ['tn.x:r'], eventTypes: [completed], clientId: 'cid.x', networkId: 2000001 },
    'version 1 · tn.x:r, Session Completed · shared within network 2000001',
  ],
  'connection.declined': [{ version: 2, acceptedVersion: 1 }, 'version 2 · version 1 stays'],
  'connection.upgraded': [
    { from: 1, to: 2, ...difference },
    'version 1 → 2 · added: tn.x:r, Session Completed · removed: Qualified Abandoned Session',
  ],
  'connection.disabled': [{ clientId: 'cid.x' }, ''],
  'connection.enabled': [{ clientId: 'cid.x' }, ''],
  'connection.ended': [
    { clientId: 'cid.x', networkId: 2000001, reason: 'left_network' },
    'the tenant left the network',
  ],
  'secret.generated': [{ secretId: 'x', clientId: 'cid.x' }, ''],
  'secret.revoked': [{ secretId: 'x', clientId: 'cid.x' }, ''],
  'tenant.created': [
    { name: 'Evergreen', environment: 'integration', timeZone: 'America/Denver', region: 'US' },
    'Evergreen · environment: integration · time zone: America/Denver · region: US',
  ],
  'tenant.changed': [{ timeZone: step('UTC', 'America/Denver') }, 'time zone: UTC → America/Denver'],
  'tenant.network_changed': [step(null, 2000001), 'network none → 2000001'],
  'tenant.preview_switched': [{ on: true, ...note }, 'on · Asked by Dana'],
  'tenant.retention_changed': [
    step({ retentionDays: 30, payloadRetentionDays: null }, { retentionDays: 30, payloadRetentionDays: 7 }),
    'days that payloads are kept: none → 7',
  ],
  'network.created': [
    { networkId: 2000001, name: 'Group', environment: 'production' },
    'Group · environment: production',
  ],
  'network.changed': [{ networkId: 2000001, name: step('Group', 'Union') }, 'name: Group → Union'],
  'brand.created': [{ brandId: 'brand_x', name: 'Evergreen' }, 'Evergreen'],
  'brand.changed': [{ brandId: 'brand_x', name: step('A', 'B') }, 'name: A → B'],
  'scheduler.created': [
    { schedulerId: 'sched_x', name: 'Repairs', mode: 'Call_Center', isDefault: false },
    'Repairs · mode: call center · default of its brand: no',
  ],
  'scheduler.changed': [
    { schedulerId: 'sched_x', closedAfterSeconds: step(45, 60) },
    'seconds after closing: 45 → 60',
  ],
  'lead.followed_up': [{ sessionId: 'sess_x', from: 'open', to: 'won' }, 'open → won'],
  'router.created': [
    { routerId: 'x', name: 'All', brandId: null, rules: [{ schedulerId: 'sched_x' }] },
    'All · 1 rule',
  ],
  'router.changed': [{ routerId: 'x', name: 'All', brandId: null, rules: [{}, {}] }, 'All · 2 rules'],
  'router.deleted': [{ routerId: 'x', name: 'All' }, 'All'],
  'person.registered': [{ email: 'ada@dev.test' }, 'ada@dev.test'],
  'person.invited': [
    { email: 'ada@dev.test', role: 'office_employee', mayManageApiAccess: true, mayGenerateAppKey: false },
    'ada@dev.test · role: office employee · may manage API access: yes · may generate app keys: no',
  ],
  'person.invited_again': [{ email: 'ada@dev.test', organisationId: 'x' }, 'ada@dev.test'],
  'person.permissions_changed': [
    { email: 'ada@dev.test', role: 'administrator' },
    'ada@dev.test · role: administrator',
  ],
  'person.disabled': [{ email: 'ada@dev.test' }, 'ada@dev.test'],
  'person.enabled': [{ email: 'ada@dev.test' }, 'ada@dev.test'],
  'person.removed': [{ email: 'ada@dev.test' }, 'ada@dev.test'],
  'token.created': [
    { tokenId: 'x', name: 'CI', environment: 'integration', scopes: ['portal:read'], expiresAt: at },
    `CI · integration · portal:read · until ${shown(at)}`,
  ],
  'token.revoked': [{ tokenId: 'x', name: 'CI' }, 'CI'],
  'password.changed': [{}, ''],
  'password.reset': [{}, ''],
  'second_factor.enabled': [{}, ''],
  'second_factor.disabled': [{}, ''],
  'organisation.created': [{ organisationId: 'x', name: 'Acme' }, 'Acme'],
  'operator.created': [{ email: 'ada@dev.test' }, 'ada@dev.test'],
  'signing_key.rotated': [{ kid: 'x', generation: 2 }, 'generation 2'],
  'sealing_key.resealed': [{ newestKey: 'x', values: 3 }, '3 values'],
  'session.erased': [{ sessionId: 'sess_x' }, 'sess_x'],
};

test('every deed that the server writes down has its words, and another is shown by its code', () => {
  expect(Object.keys(deeds)).toEqual([...auditActions]);
  expect(Object.keys(told)).toEqual([...auditActions]);
  expect(whatOf({ action: 'app.painted' })).toBe('app.painted');
});

test.each(auditActions)('what can be read in passing of %s is a sentence for anybody', (action) => {
  const [detail, text] = told[action];
  expect(summaryOf({ action, tenantId: null, detail })).toBe(text);
});

test('a new webhook says where it leads, and a line of another tenant whose it is', () => {
  const detail = { created: true, ...webhook };
  const text = 'new · Session Completed to https://crm.test, key generated';
  expect(summaryOf({ action: 'webhook.changed', tenantId: 7, detail })).toBe(`tenant 7 · ${text}`);
});

test('a deed that is newer than the page is told by the names of what it has', () => {
  const detail = { paintedAt: at, colourOfDoor: step('red', 'green'), isDry: true, appId: 'x' };
  expect(summaryOf({ action: 'app.painted', tenantId: null, detail })).toBe(
    `painted at: ${shown(at)} · colour of door: red → green · is dry: yes`,
  );
});
