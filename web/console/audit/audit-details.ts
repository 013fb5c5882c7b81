import type { AuditAction } from '../../../src/audit/record.ts';
import { type Detail, stepOf, tellAll, wordsOf } from './audit-values.ts';

/** What is told of a deed besides its name; empty parts are left out. */
type Tell = (detail: Detail) => readonly string[];

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const partOf = (value: unknown): Detail =>
  typeof value === 'object' && value !== null ? (value as Detail) : {};
/** `before` and the words of the value, if there are any. */
const after = (before: string, value: unknown, behind = ''): string => {
  const words = wordsOf(value);
  return words === '' ? '' : `${before}${words}${behind}`;
};
const counted = (value: unknown, one: string, many: string): string =>
  typeof value === 'number' ? `${value} ${value === 1 ? one : many}` : '';

const nothing: Tell = () => [];
const bare: Tell = ({ name, email }) => [wordsOf(name), wordsOf(email)];
const noted: Tell = ({ note, reason }) => [wordsOf(note), wordsOf(reason)];
const ofEvent: Tell = ({ eventType }) => [wordsOf(eventType)];

/** Unless it is a step itself. */
const named: Tell = ({ name, ...rest }) =>
  typeof name === 'string' ? [name, ...tellAll(rest)] : tellAll({ name, ...rest });

const version: Tell = ({ version: number }) => [after('version ', number)];
const difference: Tell = (detail) => [
  after('added: ', [...listOf(detail['addedScopes']), ...listOf(detail['addedEventTypes'])]),
  after('removed: ', [...listOf(detail['removedScopes']), ...listOf(detail['removedEventTypes'])]),
];

const newWebhook = (webhook: Detail): string =>
  `${wordsOf(webhook['eventType'])} to ${wordsOf(webhook['deliveryOrigin'])}, key ${wordsOf(webhook['key'])}`;

const audience: Tell = ({ added, removed, renoted }) => [
  after('named: ', added),
  after('no longer named: ', removed),
  after('other notes: ', renoted),
];

const webhookChanged: Tell = ({ created, eventType, enabled, deliveryUrl, customHeaders, ...rest }) =>
  created === true
    ? ['new', newWebhook({ eventType, ...rest })]
    : [
        wordsOf(eventType),
        enabled === undefined ? '' : partOf(enabled)['to'] === true ? 'enabled' : 'paused',
        deliveryUrl === undefined ? '' : 'another delivery URL',
        customHeaders === undefined ? '' : 'other custom headers',
        ...tellAll(rest),
      ];

const overlap = (hours: unknown): string =>
  hours === 0 ? 'the old one ended at once' : after('the old one signs along for ', hours, ' hours');

const jobStarted: Tell = (detail) => [
  wordsOf(detail['eventType']),
  after('', detail['states']),
  after('', detail['reasons']),
  after('tenant ', detail['tenantId']),
  after('events from ', detail['from']),
  after('until ', detail['until']),
  after('the last ', detail['days'], ' days'),
  after('', detail['deliveryCount'], ' chosen by hand'),
  counted(detail['total'], 'delivery', 'deliveries'),
  after('at most ', detail['perSecond'], ' a second'),
];
const jobCancelled: Tell = ({ queued, total }) => [`${wordsOf(queued)} of ${wordsOf(total)} were queued`];

const allowed: Tell = ({ version: number, scopes, eventTypes, networkId }) => [
  after('version ', number),
  after('', [...listOf(scopes), ...listOf(eventTypes)]),
  after('shared within network ', networkId),
];

function retention({ from, to }: Detail): string[] {
  const [before, now] = [partOf(from), partOf(to)];
  const days = { retentionDays: 'days kept', payloadRetentionDays: 'days that payloads are kept' };
  return Object.entries(days).flatMap(([name, label]) =>
    before[name] === now[name] ? [] : [`${label}: ${stepOf(before[name], now[name])}`],
  );
}

const network: Tell = ({ from, to, networkId }) => [`network ${stepOf(from, to ?? networkId)}`];
const router: Tell = ({ name, rules }) => [
  wordsOf(name),
  Array.isArray(rules) ? counted(rules.length, 'rule', 'rules') : '',
];

/** For each deed of the server's vocabulary. */
export const tellers: Readonly<Record<AuditAction, Tell>> = {
  'app.created': ({ name, scopes, webhooks, tenantIds, networkIds }) => [
    wordsOf(name),
    after('', scopes),
    ...listOf(webhooks).map((webhook) => newWebhook(partOf(webhook))),
    after('tenants named: ', tenantIds),
    after('networks named: ', networkIds),
  ],
  'app.changed': ({ changes }) => tellAll(partOf(changes)),
  'app.deleted': bare,
  'app.approved': noted,
  'app.approval_withdrawn': noted,
  'app.refused': noted,
  'app.asked_again': bare,
  'app.version_created': (detail) => [...version(detail), ...difference(detail)],
  'app.tenants_changed': audience,
  'app.networks_changed': audience,
  'webhook.changed': webhookChanged,
  'webhook.tested': ({ eventType, deliveryOrigin, eventId }) => [
    wordsOf(eventType),
    after('to ', deliveryOrigin),
    after('of a past session', eventId) && 'of a past session',
  ],
  'webhook.disabled': ({ eventType, reason, failingSince, failedAttempts }) => [
    wordsOf(eventType),
    wordsOf(reason),
    after('since ', failingSince),
    counted(failedAttempts, 'failed attempt', 'failed attempts'),
  ],
  'webhook.key_revealed': ofEvent,
  'webhook.key_rotated': ({ eventType, key, overlapHours }) => [
    wordsOf(eventType),
    after('key ', key),
    overlap(overlapHours),
  ],
  'webhook.key_pair_rotated': ({ eventType, overlapHours }) => [wordsOf(eventType), overlap(overlapHours)],
  'webhook.key_overlap_ended': ({ eventType, wouldHaveEndedAt }) => [
    wordsOf(eventType),
    after('instead of ', wouldHaveEndedAt),
  ],
  'webhook.key_pair_overlap_ended': ({ eventType, wouldHaveEndedAt }) => [
    wordsOf(eventType),
    after('instead of ', wouldHaveEndedAt),
  ],
  'delivery.replayed': ofEvent,
  'replay.started': jobStarted,
  'replay.cancelled': jobCancelled,
  'backfill.started': jobStarted,
  'backfill.cancelled': jobCancelled,
  'connection.allowed': allowed,
  'connection.declined': ({ version: number, acceptedVersion }) => [
    after('version ', number),
    after('version ', acceptedVersion, ' stays'),
  ],
  'connection.upgraded': ({ from, to, ...rest }) => [`version ${stepOf(from, to)}`, ...difference(rest)],
  'connection.disabled': nothing,
  'connection.enabled': nothing,
  'connection.ended': noted,
  'secret.generated': nothing,
  'secret.revoked': nothing,
  'tenant.created': named,
  'tenant.changed': tellAll,
  'tenant.network_changed': network,
  'tenant.preview_switched': ({ on, note }) => [on === true ? 'on' : 'off', wordsOf(note)],
  'tenant.retention_changed': retention,
  'network.created': named,
  'network.changed': tellAll,
  'brand.created': bare,
  'brand.changed': tellAll,
  'scheduler.created': named,
  'scheduler.changed': tellAll,
  'lead.followed_up': ({ from, to }) => [stepOf(from, to)],
  'router.created': router,
  'router.changed': router,
  'router.deleted': router,
  'person.registered': bare,
  'person.invited': ({ email, ...rest }) => [wordsOf(email), ...tellAll(rest)],
  'person.invited_again': bare,
  'person.permissions_changed': ({ email, ...rest }) => [wordsOf(email), ...tellAll(rest)],
  'person.disabled': bare,
  'person.enabled': bare,
  'person.removed': bare,
  'token.created': ({ name, environment, scopes, expiresAt }) => [
    wordsOf(name),
    wordsOf(environment),
    after('', scopes),
    after('until ', expiresAt),
  ],
  'token.revoked': bare,
  'password.changed': nothing,
  'password.reset': nothing,
  'second_factor.enabled': nothing,
  'second_factor.disabled': nothing,
  'organisation.created': bare,
  'operator.created': bare,
  'signing_key.rotated': ({ generation }) => [after('generation ', generation)],
  'sealing_key.resealed': ({ values }) => [counted(values, 'value', 'values')],
  'session.erased': ({ sessionId }) => [wordsOf(sessionId)],
};
