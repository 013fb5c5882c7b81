import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';

class BlockedAddressError extends Error {
  readonly code = 'EBLOCKED';
}

class InsecureUrlError extends Error {
  readonly code = 'EINSECURE';

  constructor() {
    super('webhooks carry personal data and go over https only');
  }
}

/** Whether webhooks may be sent to this IP address: public unicast only. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  // The library calls all it has no name for unicast, ::a.b.c.d among it; only 2000::/3 is public.
  if (parsed.kind() === 'ipv6' && ((parsed.toByteArray()[0] ?? 0) & 0xe0) !== 0x20) return false;
  return parsed.range() === 'unicast';
}

/** Resolves like `dns.lookup`, but fails when any of the answers is not public, so that no second look can differ. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (err, addresses) => {
    if (err !== null) return callback(err, []);
    // The address is not repeated: it would tell a stranger what our own network looks like.
    if (!addresses.every(({ address }) => isPublicAddress(address)))
      return callback(new BlockedAddressError(`${hostname} has an address that is not public`), []);
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses as [LookupAddress];
    return callback(null, first.address, first.family);
  });
};

/** For plain http: an address that is not public is said first, then that the way is not secure. */
const lookupInsecure: LookupFunction = (hostname, options, callback) => {
  lookupPublic(hostname, options, (err) => callback(err ?? new InsecureUrlError(), []));
};

/**
 * Dials for undici. The check sits in the resolver of the very socket that is dialled, so a name cannot point elsewhere
 * between check and use. `allowedOrigins` (scheme, host and port, exactly) are dialled unchecked,
 * also over http.
 */
export function guardedConnector(
  allowedOrigins: ReadonlySet<string>,
  timeoutMs: number,
): buildConnector.connector {
  const unchecked = buildConnector({ timeout: timeoutMs, allowH2: false });
  const secure = buildConnector({ timeout: timeoutMs, allowH2: false, lookup: lookupPublic });
  const insecure = buildConnector({ timeout: timeoutMs, allowH2: false, lookup: lookupInsecure });
  return (options, callback) => {
    const { protocol, hostname, port } = options;
    const origin = new URL(`${protocol}//${options.host ?? `${hostname}:${port}`}`).origin;
    if (allowedOrigins.has(origin)) return unchecked(options, callback);
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0) {
      if (!isPublicAddress(literal))
        return callback(new BlockedAddressError(`${literal} is not public`), null);
      if (protocol === 'http:') return callback(new InsecureUrlError(), null);
    }
    return protocol === 'http:' ? insecure(options, callback) : secure(options, callback);
  };
}
