import { AttemptFault } from '../attempt-errors.ts';
import { type Connection, Connections } from './connections.ts';
import { createDial } from './dial.ts';
import { type Ended, Exchange, type PostResult } from './exchange.ts';
import { createResolve, type Resolve } from './resolve-host.ts';
import type { TargetPolicy } from './target-guard.ts';

export type { PostResult, Timing } from './exchange.ts';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Sender {
  /** Never rejects: whatever happens is a result. */
  post(post: Post): Promise<PostResult>;
  close(): Promise<void>;
}

export interface SenderOptions extends TargetPolicy {
  readonly timeoutMs: number;
  /** Undefined: no proxy. */
  readonly proxyUrl?: string | undefined;
  /** Undefined: 5 s. */
  readonly connectTimeoutMs?: number;
  /** For how long TLS sessions are resumed without a look at the certificate; undefined: 10 minutes. */
  readonly mostSessionAgeMs?: number;
  /** Undefined: the name servers of this machine. */
  readonly resolve?: Resolve;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Sends each POST at once: how many may be under way is decided by whoever calls. */
export function createSender(options: SenderOptions): Sender {
  const dial = createDial({ resolve: createResolve(), connectTimeoutMs: CONNECT_TIMEOUT_MS, ...options });
  const connections = new Connections(dial);
  // Never shared with other URLs of the same origin, which are not exempt.
  const toOwnInboxes = new Connections(
    createDial({
      resolve: createResolve(),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      ...options,
      isExempt: true,
    }),
  );
  return {
    post: ({ url, headers, body }) =>
      new Promise((resolve) => {
        let pool = connections;
        let connection: Connection | undefined;
        const exchange = new Exchange(options.timeoutMs, ({ result, isWhole }: Ended) => {
          if (connection !== undefined) pool[isWhole ? 'release' : 'discard'](connection);
          resolve(result);
        });
        const attempt = (work: () => void): void => {
          try {
            work();
          } catch (err) {
            exchange.fail(err instanceof Error ? err : new Error(String(err)));
          }
        };
        attempt(() => {
          const { parsed, origin, path } = targetOf(url);
          if (options.isOwnInbox?.(parsed) === true) pool = toOwnInboxes;
          pool.take(origin, (taken) => {
            // Its time ended while it waited.
            if (exchange.isOver) return pool.release(taken);
            connection = taken;
            attempt(() => exchange.run(taken, { path, method: 'POST', headers, body }));
          });
        });
      }),
    close: async () => {
      await connections.close();
      await toOwnInboxes.close();
    },
  };
}

interface Target {
  readonly parsed: URL;
  readonly origin: string;
  readonly path: string;
}

const REMEMBERED_TARGETS = 10_000;
const targets = new Map<string, Target>();

/** Parses a delivery URL, once for as long as it is remembered: a process sends to the same few over and over. */
function targetOf(url: string): Target {
  let target = targets.get(url);
  if (target === undefined) {
    if (!URL.canParse(url)) throw new AttemptFault('insecure_url', 'the delivery URL is not a URL');
    const parsed = new URL(url);
    const { protocol, origin, pathname, search } = parsed;
    if (!/^https?:$/.test(protocol))
      throw new AttemptFault('insecure_url', `not a URL of https: ${protocol}`);
    target = { parsed, origin, path: pathname + search };
    if (targets.size >= REMEMBERED_TARGETS) targets.clear();
    targets.set(url, target);
  }
  return target;
}
