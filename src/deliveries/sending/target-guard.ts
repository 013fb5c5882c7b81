import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AttemptFault } from '../attempt-errors.ts';

/** Where webhooks may be sent: https, to public addresses, at port 443; what an operator allows beyond that. */
export interface TargetPolicy {
  /** Scheme, host and port, exactly; nothing else is asked of these, not even https. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Whether this exact URL is an inbox of this server itself, which may be sent to wherever it lies; undefined: none is. */
  readonly isOwnInbox?: ((url: URL) => boolean) | undefined;
  /** Whether this is another server on this very machine that may be sent to; undefined: none may. */
  readonly isLocalServer?: ((url: URL) => boolean) | undefined;
  /** Undefined: 443 only. */
  readonly allowedPorts?: ReadonlySet<number>;
  /** CIDRs whose addresses count as public; undefined: none. */
  readonly allowedNetworks?: readonly string[];
}

/** Whether this IP address is public unicast. */
export function isPublicAddress(address: string): boolean {
  if (!isWholeAddress(address)) return false;
  const parsed = ipaddr.parse(address);
  // The library calls all it has no name for unicast, ::a.b.c.d among it; only 2000::/3 is public. That leaves out every
  // form that embeds an IPv4 address but 6to4 and Teredo, which the library knows.
  if (parsed.kind() === 'ipv6' && ((parsed.toByteArray()[0] ?? 0) & 0xe0) !== 0x20) return false;
  return parsed.range() === 'unicast' && address !== AZURE_HOST;
}

/** Where the machine under every virtual one of Azure answers it, with the agent's goal state and secrets: no range tells. */
const AZURE_HOST = '168.63.129.16';

/**
 * Not 8.8, 010.8.8.8 or the like, which some read one way and some another. Nor with a zone id (fe80::1%eth0): that binds an
 * address to a link, whatever it begins with.
 */
function isWholeAddress(address: string): boolean {
  return isIP(address) !== 0 && !address.includes('%');
}

export function isLoopbackAddress(address: string): boolean {
  return isWholeAddress(address) && ipaddr.process(address).range() === 'loopback';
}

export function isInNetworks(address: string, networks: readonly string[]): boolean {
  if (!isWholeAddress(address)) return false;
  const parsed = ipaddr.parse(address);
  return networks.some((network) => {
    const [base, bits] = parseNetwork(network);
    return base.kind() === parsed.kind() && parsed.match(base, bits);
  });
}

function parseNetwork(network: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (network.includes('/')) return ipaddr.parseCIDR(network);
  const base = ipaddr.parse(network);
  return [base, base.kind() === 'ipv4' ? 32 : 128];
}

/** `localhost`, anything below it, with or without the dot at the end: never asked of a name server. */
export function isLoopbackName(hostname: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(hostname);
}

export function portOf({ protocol, port }: URL): number {
  return port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);
}

export function isAllowedPort(port: number, { allowedPorts }: TargetPolicy): boolean {
  return allowedPorts === undefined ? port === 443 : allowedPorts.has(port);
}

/**
 * Refuses a target whose addresses are these, which must be the very ones that are then dialled: so a name cannot point
 * elsewhere between check and use. One address that is not allowed is enough, even among others that are.
 * @throws AttemptFault
 */
export function assertTarget(target: URL, addresses: readonly string[], policy: TargetPolicy): void {
  const networks = policy.allowedNetworks ?? [];
  // The address is not repeated: it would tell a stranger what our own network looks like.
  if (!addresses.every((address) => isPublicAddress(address) || isInNetworks(address, networks)))
    throw new AttemptFault('blocked_address', `${target.hostname} has an address that is not public`);
  if (target.protocol !== 'https:')
    throw new AttemptFault('insecure_url', 'webhooks carry personal data and go over https only');
  const port = portOf(target);
  if (!isAllowedPort(port, policy)) throw new AttemptFault('port_not_allowed', `port ${port} is not allowed`);
}
