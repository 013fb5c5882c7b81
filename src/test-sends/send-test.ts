import { type Actor, recordAudit } from '../audit/record.ts';
import { type LivingWebhookRow, requireLivingWebhook } from '../apps/find-webhook.ts';
import { composeHeaders, secretsOf } from '../deliveries/signing/compose-headers.ts';
import { unsendable } from '../deliveries/deliver.ts';
import { openSecrets, type OpenedSecrets } from '../deliveries/signing/open-secrets.ts';
import type { Sender } from '../deliveries/sending/sender.ts';
import { deliveryBody, serialiseEvent } from '../events/body.ts';
import type { EventType } from '../events/event-types.ts';
import { requireEntitledEvent } from '../feed/find-entitled-event.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ensureInboxUrl } from '../inbox/ensure-inbox-url.ts';
import { tieToEvent } from '../inbox/tie-to-event.ts';
import { ApiError } from '../lib/errors.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { rateLimited, takeToken } from '../lib/rate-limit.ts';
import type { Rooms } from '../lib/rooms.ts';
import type { Sealer } from '../lib/seal.ts';
import { userAgent } from '../lib/version.ts';
import { choosePayload, type Payload } from './payload.ts';
import type { TestAnswer, TestBody } from './schema.ts';
import { describeTest } from './test-answer.ts';

export interface TestSendDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  /** Of this process's own; the worker's is not slowed down by tests. */
  readonly testSender: Sender;
  /** The CloudEvents `source`. */
  readonly eventSource: () => string;
  readonly baseUrl: () => string;
  readonly isOwnInbox: (url: URL) => boolean;
  readonly rooms: Rooms;
}

export interface TestWanted {
  readonly appId: string;
  readonly organisationIds: ReadonlySet<string>;
  readonly actor: Actor;
  readonly eventType: string;
  readonly body: TestBody;
}

/** Per app. */
const LIMIT = { perSecond: 1, burst: 10 };
/** Marks a test to the receiver; custom headers cannot have names that begin so. */
const TEST_MARK = { 'webhook-test': 'true' };

/**
 * Sends one POST to where the webhook points, or to the app's inbox, as a delivery would be sent, but at once, once, and whether or not it is paused. It
 * is no delivery: nothing is stored of it but the line in the audit log, which is there before the POST.
 */
export async function sendTest(deps: TestSendDeps, wanted: TestWanted): Promise<TestAnswer> {
  const webhook = await requireLivingWebhook(deps.db, wanted, wanted.eventType);
  const leave = deps.rooms.enter(webhook.app_id);
  if (leave === undefined) throw rateLimited(2);
  try {
    return await sendTo(webhook, deps, wanted);
  } finally {
    leave();
  }
}

async function sendTo(
  webhook: LivingWebhookRow,
  deps: TestSendDeps,
  wanted: TestWanted,
): Promise<TestAnswer> {
  const { db, clock, sealer, testSender, eventSource, baseUrl, isOwnInbox } = deps;
  const { eventType, body: given, actor } = wanted;
  const at = clock();
  const { app_id: appId, event_type: type } = webhook as LivingWebhookRow & { event_type: EventType };
  const past = given.eventId === undefined ? undefined : await requireEntitledEvent(db, appId, given.eventId);
  const payload = choosePayload(type, given, past, at);
  const secrets = open(sealer, webhook, at);
  const waitSeconds = await takeToken(db, `test-send:${appId}`, LIMIT, at);
  if (waitSeconds !== null) throw rateLimited(waitSeconds);

  const deliveryId = newTimeOrderedId(at);
  const body = toBody(deliveryId, type, payload, eventSource(), at);
  const { content_type: contentType } = webhook;
  const url =
    given.to === 'inbox' ? await ensureInboxUrl(db, appId, { baseUrl: baseUrl(), at }) : webhook.url;
  const envelope = { deliveryId, at, body, contentType, userAgent, more: TEST_MARK };
  const headers = composeHeaders(envelope, secrets);
  const target = new URL(url);
  const detail = { eventType, deliveryOrigin: target.origin, deliveryId, eventId: given.eventId ?? null };
  await recordAudit(db, actor, at, { action: 'webhook.tested', appId, detail });
  const result =
    headers === undefined ? unsendable : await testSender.post({ url, headers: headers.sent, body });
  if (past !== undefined && isOwnInbox(target)) await tieToEvent(db, { url: target, deliveryId }, past);
  return describeTest({ webhook, url, sealer, at, body, headers, result });
}

/** A new event each time, so that no receiver takes it for one that it has seen. */
function toBody(
  deliveryId: string,
  type: EventType,
  { occurredAt, data }: Payload,
  source: string,
  at: Date,
): Buffer {
  const id = newTimeOrderedId(at);
  return deliveryBody(deliveryId, serialiseEvent({ id, type, occurredAt, source, data }));
}

function open(sealer: Sealer, webhook: LivingWebhookRow, at: Date): OpenedSecrets {
  try {
    return openSecrets(sealer, secretsOf(webhook, at));
  } catch {
    throw new ApiError('key_lost', { hmacKey: ['Rotate it to a new one.'] });
  }
}
