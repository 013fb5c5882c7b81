import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecure, createSecureContext, type SecureContext } from 'node:tls';
import { AttemptFault } from '../attempt-errors.ts';
import { openTunnel } from './proxy-tunnel.ts';
import type { Resolve } from './resolve-host.ts';
import {
  assertTarget,
  isLoopbackAddress,
  isLoopbackName,
  portOf,
  type TargetPolicy,
} from './target-guard.ts';

/** Filled in phase by phase. With a proxy `connectMs` is the time until the tunnel stood. */
export interface DialTiming {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
}

/** Opens a connection to an origin; rejects with AttemptFault or an error of the network. */
export type Dial = (origin: string, timing: DialTiming, signal: AbortSignal) => Promise<Socket>;

export interface DialOptions extends TargetPolicy {
  readonly resolve: Resolve;
  /** `http://` or `https://`, with user and password where it wants them; undefined: no proxy. */
  readonly proxyUrl?: string | undefined;
  /** Every target is this server itself: dialled as an allowed origin is. */
  readonly isExempt?: boolean;
  /** From the question to the name server to the end of the TLS handshake. */
  readonly connectTimeoutMs: number;
  /** Undefined: 10 minutes. */
  readonly mostSessionAgeMs?: number;
}

/** A name may have hundreds of addresses; all are checked, and these many tried, each for at most 1.5 s but the last. */
const MOST_ADDRESSES = 3;
const ADDRESS_TIMEOUT_MS = 1_500;
const TCP_KEEP_ALIVE_MS = 60_000;

type Phase = 'dns' | 'connect' | 'proxy' | 'tls';

/**
 * Dials: resolve, check, connect or tunnel, TLS. The name is looked up once, and only the addresses that were checked are
 * dialled. An allowed origin is the operator's own: looked up by the system, hosts file included, dialled unchecked and
 * never through the proxy, which may not reach what is private here.
 */
export function createDial(options: DialOptions): Dial {
  const proxy = options.proxyUrl === undefined ? undefined : new URL(options.proxyUrl);
  const tls: TlsMemory = { sessions: new Map(), context: undefined };
  return async (origin, timing, signal) => {
    const target = new URL(origin);
    const trust = trustIn(target, options);
    const isExempt = trust !== 'none';
    const limit = new AbortController();
    const stop = (): void => limit.abort();
    const timer = setTimeout(stop, options.connectTimeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    let phase: Phase = 'dns';
    let startedAt = performance.now();
    const lap = (): number => {
      const before = startedAt;
      startedAt = performance.now();
      return Math.round(startedAt - before);
    };
    try {
      const addresses = await untilAborted(addressesOf(target, trust, options, limit.signal), limit.signal);
      timing.dnsMs = isIP(bare(target)) === 0 ? lap() : null;
      let socket: Socket;
      if (proxy === undefined || isExempt) {
        phase = 'connect';
        socket = await connectTo(addresses.slice(0, MOST_ADDRESSES), portOf(target), limit.signal);
      } else {
        phase = 'proxy';
        socket = await openTunnel(proxy, addresses[0]!, portOf(target), limit.signal);
      }
      timing.connectMs = lap();
      if (target.protocol === 'http:') return socket;
      phase = 'tls';
      const secure = await handshake(
        socket,
        target,
        tls,
        options.mostSessionAgeMs ?? SESSION_AGE_MS,
        limit.signal,
      );
      timing.tlsMs = lap();
      return secure;
    } catch (err) {
      if (!limit.signal.aborted || signal.aborted) throw err;
      throw tooLate(phase, options.connectTimeoutMs);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  };
}

/** `whole`: the operator's own, or this server itself. `local`: another server on this machine, as long as it is there. */
type Trust = 'whole' | 'local' | 'none';

function trustIn(target: URL, options: DialOptions): Trust {
  if (options.isExempt === true || options.allowedOrigins.has(target.origin)) return 'whole';
  return options.isLocalServer?.(target) === true ? 'local' : 'none';
}

const bare = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

async function addressesOf(
  target: URL,
  trust: Trust,
  { resolve, ...policy }: DialOptions,
  signal: AbortSignal,
): Promise<readonly LookupAddress[]> {
  const host = bare(target);
  const family = isIP(host);
  if (trust !== 'none') {
    const found = family === 0 ? await lookup(host, { all: true }) : [{ address: host, family }];
    // What the machine's hosts file calls localhost may be elsewhere.
    if (trust === 'local' && !found.every(({ address }) => isLoopbackAddress(address)))
      throw new AttemptFault('blocked_address', `${host} is not this machine`);
    return found;
  }
  if (isLoopbackName(host)) throw new AttemptFault('blocked_address', `${host} is this machine itself`);
  const addresses = family === 0 ? await resolve(host, signal) : [{ address: host, family }];
  assertTarget(
    target,
    addresses.map(({ address }) => address),
    policy,
  );
  return addresses;
}

async function connectTo(
  addresses: readonly LookupAddress[],
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connectPlain({
    // Never looked up: the addresses are given.
    host: 'checked',
    port,
    lookup: (_host, { all }, callback) => {
      const [first] = addresses as [LookupAddress];
      if (all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    },
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
  });
  await reached(socket, 'connect', signal);
  return socket;
}

const MOST_SESSIONS = 1_000;
/**
 * Since the certificate was last checked: resuming a session shows none, and every resumed one brings the next ticket, so that a busy
 * receiver whose certificate has expired would never be found out.
 */
const SESSION_AGE_MS = 10 * 60_000;

interface TlsMemory {
  /** Whom we trust. Made anew for each connection, it was a third of our work for a handshake. */
  context: SecureContext | undefined;
  /** By origin. */
  readonly sessions: Map<string, { readonly session: Buffer; readonly checkedAtMs: number }>;
}

/** With SNI and the check of the certificate by the name of the target, whatever the socket is connected to. */
async function handshake(
  socket: Socket,
  target: URL,
  tls: TlsMemory,
  mostAgeMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  const host = bare(target);
  const nowMs = performance.now();
  const { sessions } = tls;
  tls.context ??= createSecureContext();
  const remembered = sessions.get(target.origin);
  const known =
    remembered !== undefined && nowMs - remembered.checkedAtMs < mostAgeMs ? remembered : undefined;
  const secure = connectSecure({
    socket,
    host,
    secureContext: tls.context,
    ...(isIP(host) === 0 ? { servername: host.replace(/\.$/, '') } : {}),
    ...(known === undefined ? {} : { session: known.session }),
    ALPNProtocols: ['http/1.1'],
  });
  secure.on('session', (session: Buffer) => {
    if (sessions.size >= MOST_SESSIONS) sessions.clear();
    const checkedAtMs = known !== undefined && secure.isSessionReused() ? known.checkedAtMs : nowMs;
    sessions.set(target.origin, { session, checkedAtMs });
  });
  await reached(secure, 'secureConnect', signal);
  return secure;
}

/** Waits for the event; on an error or when it is aborted the socket is destroyed. */
async function reached(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  // For good: a socket must not be without a listener for errors, not even between two owners.
  socket.on('error', () => undefined);
  try {
    await once(socket, event, { signal });
  } catch (err) {
    socket.destroy();
    throw err;
  }
}

/** For what cannot be aborted itself; what comes of it later is ignored. */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    work.then(resolve, reject);
  });
}

function tooLate(phase: Phase, timeoutMs: number): AttemptFault {
  switch (phase) {
    case 'dns':
      return new AttemptFault('dns_failed', `no answer from the name servers within ${timeoutMs} ms`);
    case 'connect':
      return new AttemptFault('connect_timeout', `no TCP connection within ${timeoutMs} ms`);
    case 'proxy':
      return new AttemptFault('proxy_failed', `no tunnel through the proxy within ${timeoutMs} ms`);
    case 'tls':
      return new AttemptFault('connect_timeout', `the TLS handshake was not complete within ${timeoutMs} ms`);
  }
}
