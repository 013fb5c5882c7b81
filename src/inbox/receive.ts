import { validate as isUuid } from 'uuid';
import { mapLivingWebhooks } from '../apps/find-webhook.ts';
import { matchesKey } from '../deliveries/signing/verify-signature.ts';
import { openWebhookSecret } from '../deliveries/signing/webhook-secret.ts';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { rateLimited, takeToken } from '../lib/rate-limit.ts';
import type { Sealer } from '../lib/seal.ts';
import { deleteOldArrivals, findAppOfInbox, insertArrival } from './queries.ts';

export interface InboxDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
}

export const KEPT = 50;
/** Real visitors' data may arrive here: not for long. */
export const KEPT_SECONDS = 24 * 60 * 60;
/** It is for looking at, not for load. */
const LIMIT = { perSecond: 20, burst: 100 };
const SHOWN = /^(webhook-.*|x-servicetitan-signature|content-type|content-length|user-agent)$/;

type Headers = Readonly<Record<string, string>>;
export type Verdict = 'verified' | 'verified_by_old_key' | 'not_verified';

/** Takes what is posted to an inbox as a developer's own server would: reads the bytes as they came and checks the signature. */
export async function receive(
  deps: InboxDeps,
  secret: string,
  headers: Headers,
  body: Buffer,
): Promise<void> {
  const { db, clock } = deps;
  const at = clock();
  const appId = await findAppOfInbox(db, secret);
  if (appId === undefined) throw new ApiError('not_found');
  const wait = await takeToken(db, `inbox:${appId}`, LIMIT, at);
  if (wait !== null) throw rateLimited(wait);
  const { type, userassignedid: eventId } = readEnvelope(body);
  await insertArrival(
    db,
    {
      app_id: appId,
      id: newTimeOrderedId(at),
      at,
      headers: JSON.stringify(maskOthers(headers)),
      body,
      event_id: typeof eventId === 'string' && isUuid(eventId) ? eventId : null,
      verdict: await verify(deps, appId, String(type), { headers, body }, at),
    },
    KEPT,
  );
}

/** Forgets what is old; any process may call it. */
export async function sweepInboxes(db: Db, now: Date): Promise<void> {
  await deleteOldArrivals(db, addSeconds(now, -KEPT_SECONDS));
}

/** With the keys that the webhook of this type has at this moment, as those signed it. */
async function verify(
  { db, sealer }: InboxDeps,
  appId: string,
  type: string,
  message: { readonly headers: Headers; readonly body: Buffer },
  at: Date,
): Promise<Verdict> {
  const webhook = (await mapLivingWebhooks(db, appId)).get(type);
  if (webhook === undefined) return 'not_verified';
  const { id, signing_key: key, previous_signing_key: old, previous_signing_key_until: until } = webhook;
  const isBy = (sealed: string): boolean =>
    matchesKey(message, openWebhookSecret(sealer, 'hmac_key', id, sealed));
  try {
    if (isBy(key)) return 'verified';
    return old !== null && until !== null && until > at && isBy(old) ? 'verified_by_old_key' : 'not_verified';
  } catch {
    // The key can no longer be opened, so nothing was signed with it either.
    return 'not_verified';
  }
}

/** What a developer adds may be a secret, which is shown nowhere else either. */
export function maskOthers(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SHOWN.test(name) ? value : '••••']),
  );
}

export function readEnvelope(body: Buffer): { readonly type?: unknown; readonly userassignedid?: unknown } {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
