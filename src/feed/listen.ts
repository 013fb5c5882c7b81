import { setTimeout as delay } from 'node:timers/promises';
import { type LivingWebhookRow, mapLivingWebhooks } from '../apps/find-webhook.ts';
import { composeHeaders, secretsOf } from '../deliveries/signing/compose-headers.ts';
import type { CompletedHeaders } from '../deliveries/signing/custom-headers.ts';
import { openSecrets } from '../deliveries/signing/open-secrets.ts';
import { deliveryBody } from '../events/body.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { Sealer } from '../lib/seal.ts';
import { userAgent } from '../lib/version.ts';
import { type Position, toCursor } from './cursor.ts';
import { type Frame, toFrame } from './event-stream.ts';
import type { FeedRow } from './queries.ts';
import { positionOf, readFeed } from './read-feed.ts';

export interface ListenDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  /** The monotonic clock. */
  readonly nowMs?: () => number;
}

export interface Listening {
  readonly appId: string;
  readonly after: Position;
  /** Only what was not committed in this snapshot; undefined for a reader that comes again. */
  readonly notIn: string | undefined;
  readonly types: readonly string[] | undefined;
  /** Throws when the reader may not go on. */
  readonly check: () => Promise<void>;
}

/** Events read ahead of the reader. */
const PAGE = 20;
const REST_MS = 500;
const HEARTBEAT_MS = 15_000;
const CHECK_MS = 5_000;

/**
 * What is published for an app, as POSTs that could be sent now; until the signal aborts. Whether the reader still may, and the
 * tenants still consent, is looked at every 5 seconds and before events. No delivery changes its state by it.
 */
export async function* listen(
  deps: ListenDeps,
  { appId, after, notIn, types, check }: Listening,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { db, clock, nowMs = () => performance.now() } = deps;
  let position = after;
  let [saidAt, checkedAt] = [nowMs(), nowMs()];
  yield toFrame({ id: toCursor(position), event: 'ready', data: { appId } });
  while (!signal.aborted) {
    const page = await readFeed(db, { appIds: [appId], after: position, types, notIn, limit: PAGE }, clock());
    if (page.rows.length > 0 || nowMs() - checkedAt >= CHECK_MS) {
      await check();
      checkedAt = nowMs();
    }
    const readAtMs = nowMs();
    let unsent = page.rows.length;
    if (unsent > 0) {
      const webhooks = await mapLivingWebhooks(db, appId);
      for (const row of page.rows) {
        // The reader took its time for those before; what has become of the rest is read again.
        if (nowMs() - readAtMs >= CHECK_MS) break;
        const frame = toDelivery(deps, row, webhooks.get(row.type));
        position = positionOf(row);
        unsent -= 1;
        if (frame === undefined) continue;
        yield toFrame(frame);
        if (signal.aborted) return;
        saidAt = nowMs();
      }
    }
    if (unsent > 0) continue;
    position = page.next;
    if (page.hasMore) continue;
    if (nowMs() - saidAt >= HEARTBEAT_MS) {
      yield toFrame({ id: toCursor(position) });
      saidAt = nowMs();
    }
    await delay(REST_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Undefined for what would not be sent either. */
function toDelivery(
  deps: ListenDeps,
  row: FeedRow,
  webhook: LivingWebhookRow | undefined,
): Frame | undefined {
  const { body: shared, delivery_id: deliveryId } = row;
  if (webhook === undefined || shared === null || deliveryId === null) return undefined;
  const id = toCursor(positionOf(row));
  const about = { deliveryId, eventId: row.event_id, tenantId: row.tenant_id, type: row.type };
  const body = deliveryBody(deliveryId, shared);
  const composed = compose(deps, webhook, deliveryId, body);
  if (composed === undefined) return { id, event: 'problem', data: { ...about, code: 'key_lost' } };
  const { sent, logged } = composed;
  // A token that only reads is shown no secrets elsewhere either.
  const [shown, withheld] = partition(Object.entries(sent), ([name, value]) => logged[name] === value);
  const headers = Object.fromEntries(shown);
  const withheldHeaders = withheld.map(([name]) => name);
  return {
    id,
    event: 'delivery',
    data: { ...about, headers, withheldHeaders, body: body.toString('base64') },
  };
}

/** Signed with the keys and the time of now; undefined when a key or a custom header cannot be used. */
function compose(
  { clock, sealer }: ListenDeps,
  webhook: LivingWebhookRow,
  deliveryId: string,
  body: Buffer,
): CompletedHeaders | undefined {
  const at = clock();
  try {
    const secrets = openSecrets(sealer, secretsOf(webhook, at));
    return composeHeaders({ deliveryId, at, body, contentType: webhook.content_type, userAgent }, secrets);
  } catch {
    return undefined;
  }
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
