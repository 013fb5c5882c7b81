import { type buildConnector, Client } from 'undici';
import type { Dial, DialTiming } from './dial.ts';

/** An HTTP client with one socket, which carries one POST at a time. */
export interface Connection {
  readonly client: Client;
  readonly origin: string;
  readonly dialling: AbortController;
  /** How the dialling went that the POST under way had to wait for; null on a connection that stood already. */
  timing: DialTiming | null;
  dialledAt: number;
  isOpen: boolean;
}

/**
 * Idle sockets of the whole process, about 0.1 MiB each. With 500, of 200 endpoints that get five at a time every other POST had
 * to dial.
 */
const MOST_IDLE = 1_500;
/** Below the 5 s after which many servers close theirs, so that we rarely write into a connection that is being closed. */
const IDLE_MS = 4_000;
const MOST_IDLE_MS = 10_000;
/**
 * A connection was checked when it was dialled, and stays with the address that was checked for as long as it lives. It
 * is not used for longer than this, so that a change of DNS, of a certificate or of our settings takes effect.
 */
const MOST_AGE_MS = 2 * 60_000;
/** Then it dials all the same: a receiver that does not answer is for its POSTs alone to find out. */
const MOST_WAIT_MS = 5_000;
const MAX_HEADER_BYTES = 16 * 1024;

interface Waiter {
  readonly use: (connection: Connection) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Connections by origin. Never more than POSTs under way and no queue but for a moment: how many may run at once is decided before,
 * and two webhooks may share an origin, of which one hangs. (undici's Agent queues when its limit for an origin is reached, and
 * without a limit keeps every client it ever had.) What is idle is bounded, and an origin without a connection leaves
 * nothing behind.
 */
export class Connections {
  readonly #dial: Dial;
  readonly #mostIdle: number;
  /** By origin, the last one used at the end. */
  readonly #idle = new Map<string, Connection[]>();
  /** The longest idle first. */
  readonly #idleInOrder = new Set<Connection>();
  readonly #busy = new Set<Connection>();
  readonly #dialling = new Map<string, Set<Connection>>();
  readonly #open = new Map<string, number>();
  readonly #waiting = new Map<string, Set<Waiter>>();
  #isClosed = false;

  constructor(dial: Dial, mostIdle = MOST_IDLE) {
    this.#dial = dial;
    this.#mostIdle = mostIdle;
  }

  /**
   * Hands one over that is for this origin alone until it is given back: at once an idle one, or a new one, which dials when it is
   * used. While enough are being dialled for the origin it waits, for a moment, for one that comes free.
   */
  take(origin: string, use: (connection: Connection) => void): void {
    if (this.#isClosed) throw new Error('closed');
    const idle = this.#takeIdle(origin);
    if (idle !== undefined) return this.#handOver(idle, use);
    if (this.#mayDial(origin)) return this.#handOver(this.#create(origin), use);
    const waiting = this.#waiting.get(origin) ?? new Set();
    const waiter: Waiter = {
      use,
      timer: setTimeout(() => {
        this.#forgetWaiter(origin, waiter);
        this.#handOver(this.#create(origin), use);
      }, MOST_WAIT_MS),
    };
    this.#waiting.set(origin, waiting.add(waiter));
  }

  /** Gives back one whose answer was read to its end. */
  release(connection: Connection): void {
    this.#busy.delete(connection);
    if (this.#isClosed || !isFresh(connection)) return this.discard(connection);
    const { origin } = connection;
    const waiter = this.#nextWaiter(origin);
    if (waiter !== undefined) return this.#handOver(connection, waiter.use);
    const idle = this.#idle.get(origin);
    if (idle === undefined) this.#idle.set(origin, [connection]);
    else idle.push(connection);
    this.#idleInOrder.add(connection);
    if (this.#idleInOrder.size > this.#mostIdle) {
      const [longest] = this.#idleInOrder;
      if (longest !== undefined) {
        this.#forgetIdle(longest);
        this.discard(longest);
      }
    }
  }

  /** Closes one, with whatever is still under way on it. */
  discard(connection: Connection): void {
    this.#busy.delete(connection);
    this.#countOpen(connection, false);
    this.#endDialling(connection);
    connection.dialling.abort();
    // Later: undici's parser may be the one that called us.
    queueMicrotask(() => void connection.client.destroy());
  }

  /** How many there are; for tests and figures. */
  count(): { readonly busy: number; readonly idle: number; readonly origins: number } {
    return { busy: this.#busy.size, idle: this.#idleInOrder.size, origins: this.#idle.size };
  }

  async close(): Promise<void> {
    for (const origin of this.#waiting.keys()) {
      let waiter: Waiter | undefined;
      while ((waiter = this.#nextWaiter(origin)) !== undefined)
        this.#handOver(this.#create(origin), waiter.use);
    }
    this.#isClosed = true;
    const all = [...this.#idleInOrder, ...this.#busy];
    this.#idle.clear();
    this.#idleInOrder.clear();
    for (const { dialling } of all) dialling.abort();
    await Promise.all(all.map(({ client }) => client.destroy()));
  }

  #create(origin: string): Connection {
    const connection: Connection = {
      origin,
      dialling: new AbortController(),
      timing: null,
      dialledAt: 0,
      isOpen: false,
      client: new Client(origin, {
        pipelining: 1,
        allowH2: false,
        maxHeaderSize: MAX_HEADER_BYTES,
        keepAliveTimeout: IDLE_MS,
        keepAliveMaxTimeout: MOST_IDLE_MS,
        // One clock over the whole exchange (exchange.ts): the client's own would start anew with every phase.
        headersTimeout: 0,
        bodyTimeout: 0,
        // Called anew when a socket was closed before the POST could be written to it.
        connect: (_options, callback) => {
          void this.#connect(connection, callback).catch(() => this.discard(connection));
        },
      }),
    };
    const dialling = this.#dialling.get(origin) ?? new Set();
    this.#dialling.set(origin, dialling.add(connection));
    connection.client.on('disconnect', () => {
      this.#countOpen(connection, false);
      if (this.#idleInOrder.has(connection)) {
        this.#forgetIdle(connection);
        this.discard(connection);
      }
    });
    return connection;
  }

  async #connect(connection: Connection, callback: buildConnector.Callback): Promise<void> {
    const timing: DialTiming = { dnsMs: null, connectMs: null, tlsMs: null };
    connection.timing = timing;
    let socket;
    try {
      socket = await this.#dial(connection.origin, timing, connection.dialling.signal);
    } catch (err) {
      this.#endDialling(connection);
      return callback(err instanceof Error ? err : new Error(String(err)), null);
    }
    // Given up in the very moment in which it stood.
    if (connection.dialling.signal.aborted) {
      socket.destroy();
      return callback(new Error('the connection was given up'), null);
    }
    this.#countOpen(connection, true);
    connection.dialledAt = performance.now();
    callback(null, socket);
    this.#endDialling(connection);
  }

  /** Lets the next one dial that waits. */
  #endDialling(connection: Connection): void {
    const { origin } = connection;
    const dialling = this.#dialling.get(origin);
    if (dialling?.delete(connection) !== true) return;
    if (dialling.size === 0) this.#dialling.delete(origin);
    while (!this.#isClosed && this.#mayDial(origin)) {
      const waiter = this.#nextWaiter(origin);
      if (waiter === undefined) return;
      this.#handOver(this.#create(origin), waiter.use);
    }
  }

  /**
   * One at a time, then as many as stand already: a burst is carried by few connections, and does not shake a hundred hands. (Four
   * processes with 256 connections each spent all their time on handshakes, which then took longer than they may.)
   */
  #mayDial(origin: string): boolean {
    const dialling = this.#dialling.get(origin)?.size ?? 0;
    return dialling < Math.max(1, this.#open.get(origin) ?? 0);
  }

  #countOpen(connection: Connection, isOpen: boolean): void {
    if (connection.isOpen === isOpen) return;
    connection.isOpen = isOpen;
    const open = (this.#open.get(connection.origin) ?? 0) + (isOpen ? 1 : -1);
    if (open === 0) this.#open.delete(connection.origin);
    else this.#open.set(connection.origin, open);
  }

  #handOver(connection: Connection, use: (connection: Connection) => void): void {
    connection.timing = null;
    this.#busy.add(connection);
    use(connection);
  }

  #takeIdle(origin: string): Connection | undefined {
    let connection: Connection | undefined;
    while ((connection = this.#idle.get(origin)?.at(-1)) !== undefined) {
      this.#forgetIdle(connection);
      if (isFresh(connection)) return connection;
      this.discard(connection);
    }
    return undefined;
  }

  #nextWaiter(origin: string): Waiter | undefined {
    const [waiter] = this.#waiting.get(origin) ?? [];
    if (waiter !== undefined) this.#forgetWaiter(origin, waiter);
    return waiter;
  }

  #forgetWaiter(origin: string, waiter: Waiter): void {
    clearTimeout(waiter.timer);
    const waiting = this.#waiting.get(origin);
    waiting?.delete(waiter);
    if (waiting?.size === 0) this.#waiting.delete(origin);
  }

  #forgetIdle(connection: Connection): void {
    this.#idleInOrder.delete(connection);
    const idle = this.#idle.get(connection.origin);
    if (idle === undefined) return;
    const index = idle.lastIndexOf(connection);
    if (index !== -1) idle.splice(index, 1);
    if (idle.length === 0) this.#idle.delete(connection.origin);
  }
}

function isFresh({ isOpen, dialledAt }: Connection): boolean {
  return isOpen && performance.now() - dialledAt < MOST_AGE_MS;
}
