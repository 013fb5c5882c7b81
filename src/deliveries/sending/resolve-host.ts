import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AttemptFault } from '../attempt-errors.ts';

/** All addresses of a name, IPv4 first; never empty. */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<readonly LookupAddress[]>;

/** For each question; c-ares doubles it for the second try. */
const TIMEOUT_MS = 1_000;
const TRIES = 2;
/** Once one family has answered, the other one gets this long: some name servers never answer for AAAA. */
const GRACE_MS = 300;

/**
 * Asks the name servers of the machine directly. Not by `dns.lookup`, which blocks one of the four threads that all file and
 * cipher work of the process shares: four names with a name server that does not answer would stop every delivery.
 * The price: neither the hosts file nor search domains count, which a public name needs neither of.
 * Nothing is cached: a connection is kept and used again, and a resolver that caches is nearer than we could know.
 */
export function createResolve(servers?: readonly string[]): Resolve {
  return async (hostname, signal) => {
    // A resolver for each name, 0.07 ms: it can be cancelled alone, and reads the machine's settings anew.
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const found: LookupAddress[] = [];
    const ask = async (family: 4 | 6): Promise<void> => {
      const addresses = await (family === 4 ? resolver.resolve4(hostname) : resolver.resolve6(hostname));
      found.push(...addresses.map((address) => ({ address, family })));
    };
    const questions = [ask(4), ask(6)];
    try {
      await Promise.any(questions);
      await Promise.race([Promise.allSettled(questions), delay(GRACE_MS, undefined, { ref: false })]);
      return found.toSorted((one, other) => one.family - other.family);
    } catch (err) {
      const reason = reasonOf(err);
      // What c-ares says of the machine's own servers; of one that refuses to answer for the name it says EREFUSED.
      if (reason === 'ECONNREFUSED')
        throw new AttemptFault('sending_failed', 'no name server of this service could be reached');
      throw new AttemptFault('dns_failed', `${hostname}: ${reason}`);
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
    }
  };
}

/** What both families failed with; a name that has no addresses of one family may have some of the other. */
function reasonOf(err: unknown): string {
  const errors: unknown[] = err instanceof AggregateError ? err.errors : [err];
  const codes = errors.map((one) => (one instanceof Error && 'code' in one ? String(one.code) : String(one)));
  return codes.find((code) => code !== 'ENODATA') ?? 'ENODATA';
}
