import { type Lane, LANES_OF_A_WEBHOOK, type Looked } from './list-lanes.ts';

/** How much of a lane to claim. */
export interface LaneShare extends Lane {
  readonly share: number;
}

type DrawnLane = { share: number } & Lane;

/** Less would not be worth going to a lane for, where nobody else waits. */
const LEAST_TURN = 4;

/**
 * The lanes that this process knows something to wait in, and whose turn it is: webhooks take turns, and the tenants of each. Nothing
 * of it is true for certain: other processes claim from the same lanes.
 */
export class Lanes {
  /** The next come first. */
  readonly #tenants = new Map<string, Set<number>>();
  /** Webhooks with more lanes than one look shows, and where the next look goes on. */
  readonly #from = new Map<string, number>();
  /** Those of them that are worth another look: they gave something since the last one. */
  readonly #fruitful = new Set<string>();
  #after: Lane | null = null;
  #seen = new Set<string>();

  /** What the next look has to be told. */
  get position(): { readonly after: Lane | null; readonly from: ReadonlyMap<string, number> } {
    return { after: this.#after, from: this.#from };
  }

  /** There are more lanes than were seen, and those that were seen are not enough. */
  get isCutShort(): boolean {
    return this.#after !== null || this.#fruitful.values().some((webhookId) => !this.knows(webhookId));
  }

  knows(webhookId: string): boolean {
    return this.#tenants.has(webhookId);
  }

  add({ lanes, blocked, after }: Looked): void {
    for (const webhookId of blocked) this.#see(webhookId);
    for (const [webhookId, found] of Map.groupBy(lanes, (lane) => lane.webhookId)) {
      const tenants = this.#tenants.get(webhookId) ?? new Set();
      const from = this.#from.get(webhookId) ?? 0;
      for (const { tenantId } of found) if (tenantId > from) tenants.add(tenantId);
      if (tenants.size > 0) this.#tenants.set(webhookId, tenants);
      this.#see(webhookId);
      if (found.length >= LANES_OF_A_WEBHOOK) this.#from.set(webhookId, found.at(-1)?.tenantId ?? 0);
      else if (webhookId === after?.webhookId) continue;
      else if (from > 0) {
        this.#from.set(webhookId, 0);
        // There were no more; those before have not been looked at for a while.
        if (tenants.size === 0) this.#fruitful.add(webhookId);
      } else this.#from.delete(webhookId);
    }
    this.#after = after;
    if (after !== null) return;
    for (const known of [this.#from, this.#fruitful])
      for (const webhookId of known.keys()) if (!this.#seen.has(webhookId)) known.delete(webhookId);
    this.#seen = new Set();
  }

  #see(webhookId: string): void {
    this.#seen.add(webhookId);
    this.#fruitful.delete(webhookId);
  }

  /** Draws `limit` deliveries from the lanes whose turn it is, of each webhook no more than there is room for. */
  draw(limit: number, roomOf: (webhookId: string) => number): LaneShare[] {
    const open = [...this.#tenants].flatMap(([webhookId, tenants]) => {
      const room = roomOf(webhookId);
      return room > 0 ? [{ webhookId, tenants, room, lanes: noLanes, next: 0 }] : [];
    });
    const alike = Math.ceil(limit / open.length);
    const drawn = new Set<DrawnLane>();
    let left = limit;
    for (let taking = open; taking.length > 0 && left > 0;) {
      for (const webhook of taking) {
        const { webhookId, tenants, room } = webhook;
        if (webhook.next === 0) webhook.lanes = lanesOf(webhookId, tenants, room);
        const { lanes } = webhook;
        const lane = lanes[webhook.next % lanes.length];
        if (lane === undefined || left === 0) break;
        const turn = Math.max(LEAST_TURN, Math.ceil(room / (lanes.length - (webhook.next % lanes.length))));
        const share = Math.min(turn, alike, room, left);
        lane.share += share;
        webhook.room -= share;
        left -= share;
        webhook.next += 1;
        drawn.add(lane);
      }
      taking = taking.filter(({ room }) => room > 0);
    }
    return [...drawn];
  }

  /** Says what a claim got of the lanes that it asked: who had less than its share is empty, the others wait for their next turn. */
  served(asked: readonly LaneShare[], got: readonly Lane[]): void {
    const counts = new Map<string, number>();
    for (const lane of got) {
      counts.set(keyOf(lane), (counts.get(keyOf(lane)) ?? 0) + 1);
      if (this.#from.has(lane.webhookId)) this.#fruitful.add(lane.webhookId);
    }
    for (const lane of asked) {
      const { webhookId, tenantId, share } = lane;
      const tenants = this.#tenants.get(webhookId);
      if (tenants === undefined) continue;
      tenants.delete(tenantId);
      // Where not all lanes are known, who was served makes room for the next ones; a later look finds it again.
      const isEmpty = (counts.get(keyOf(lane)) ?? 0) < share;
      if (!isEmpty && !this.#from.has(webhookId)) tenants.add(tenantId);
      if (tenants.size === 0) this.#tenants.delete(webhookId);
    }
    // The first goes behind the others that were served, so that it is another one's turn to be the first.
    const [first, ...others] = new Set(asked.map(({ webhookId }) => webhookId));
    for (const webhookId of [...others, first ?? '']) {
      const tenants = this.#tenants.get(webhookId);
      if (tenants === undefined || !this.#tenants.delete(webhookId)) continue;
      this.#tenants.set(webhookId, tenants);
    }
  }
}

const noLanes: readonly DrawnLane[] = [];

/** The first of the lanes, no more than could get one delivery each: there may be thousands. */
function lanesOf(webhookId: string, tenants: ReadonlySet<number>, most: number): readonly DrawnLane[] {
  return Array.from(tenants.values().take(most), (tenantId) => ({ webhookId, tenantId, share: 0 }));
}

function keyOf({ webhookId, tenantId }: Lane): string {
  return `${webhookId} ${tenantId}`;
}
