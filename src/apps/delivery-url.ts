import ipaddr from 'ipaddr.js';
import {
  isAllowedPort,
  isInNetworks,
  isLoopbackName,
  portOf,
  type TargetPolicy,
} from '../deliveries/sending/target-guard.ts';

export const MAX_URL_LENGTH = 2_000;

/** A URL as it is stored, its host in punycode, or the sentence that says what is wrong with what was typed. */
export type CheckedUrl =
  | { readonly kind: 'accepted'; readonly url: string }
  | { readonly kind: 'refused'; readonly problem: string };

const refuse = (problem: string): CheckedUrl => ({ kind: 'refused', problem });

/** Names that lead to no public address, each with everything below it. */
const PRIVATE_SUFFIXES = ['local', 'internal', 'home.arpa'];

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Whether webhooks may be sent to this URL: https to a public name at an allowed port, unless the operator allows its origin
 * exactly, or fieldhook is only tried on one machine and it is a server there. Here a developer learns of a mistake while typing; that the name leads to an allowed address is looked at when it
 * is dialled.
 */
export function checkDeliveryUrl(typed: string, policy: TargetPolicy): CheckedUrl {
  const parsed = parse(typed, 'https://');
  if (typeof parsed === 'string') return refuse(parsed);
  if (typed.includes('#')) return refuse('must not have a fragment (#…): it would not be sent.');
  const isExempt =
    policy.allowedOrigins.has(parsed.origin) ||
    policy.isOwnInbox?.(parsed) === true ||
    policy.isLocalServer?.(parsed) === true;
  if (isExempt) return { kind: 'accepted', url: parsed.href };
  if (parsed.protocol !== 'https:') return refuse('must begin with https://.');
  const problem = findHostProblem(parsed.hostname, policy) ?? findPortProblem(parsed, policy);
  return problem === undefined ? { kind: 'accepted', url: parsed.href } : refuse(problem);
}

function findPortProblem(url: URL, policy: TargetPolicy): string | undefined {
  if (isAllowedPort(portOf(url), policy)) return undefined;
  const ports = [...(policy.allowedPorts ?? [443])];
  return `must use port ${ports.join(' or ')}.`;
}

/** Whether this may be shown as an app's website; nobody dials it, so any host will do. */
export function checkWebsite(typed: string): CheckedUrl {
  const parsed = parse(typed, 'http:// or https://');
  return typeof parsed === 'string' ? refuse(parsed) : { kind: 'accepted', url: parsed.href };
}

/** The WHATWG parser forgives what nobody means (spaces, backslashes, missing slashes, user info); this does not. */
function parse(typed: string, begin: string): URL | string {
  if (typed.length > MAX_URL_LENGTH) return `must have at most ${MAX_URL_LENGTH} characters.`;
  if (/[\s\\\p{Cc}]/u.test(typed)) return 'must not contain spaces, line breaks or backslashes.';
  if (!/^https?:\/\/[^/]/i.test(typed) || !URL.canParse(typed))
    return `must be a URL that begins with ${begin}.`;
  if (/^https?:\/\/[^/?#]*@/i.test(typed)) return 'must not contain a user name or password.';
  const parsed = new URL(typed);
  // Letters outside ASCII become longer when they are encoded.
  if (parsed.href.length > MAX_URL_LENGTH)
    return `must have at most ${MAX_URL_LENGTH} characters once encoded.`;
  return parsed;
}

/**
 * `host` is as the WHATWG parser made it: lower case, punycode, and every way to write an IPv4 address become one. Where an
 * operator allows networks of its own, their addresses and names of private domains may be meant.
 */
function findHostProblem(host: string, { allowedNetworks = [] }: TargetPolicy): string | undefined {
  if (host.startsWith('[') || ipaddr.isValid(host)) {
    const address = host.replace(/^\[|\]$/g, '');
    return isInNetworks(address, allowedNetworks) ? undefined : 'must name a host, not an IP address.';
  }
  if (host.endsWith('.')) return 'must not have a dot at the end of the host name.';
  const isPrivate = PRIVATE_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
  if (isLoopbackName(host) || (isPrivate && allowedNetworks.length === 0))
    return 'must name a host that can be reached from the internet.';
  const labels = host.split('.');
  if (labels.length < 2) return 'must name a host with its domain, such as hooks.example.com.';
  if (host.length > 253 || !labels.every((label) => LABEL.test(label))) return 'must name a valid host.';
  return undefined;
}
