import ipaddr from 'ipaddr.js';

export const MAX_URL_LENGTH = 2_000;

/** A URL as it is stored, its host in punycode, or the sentence that says what is wrong with what was typed. */
export type CheckedUrl =
  | { readonly kind: 'accepted'; readonly url: string }
  | { readonly kind: 'refused'; readonly problem: string };

const refuse = (problem: string): CheckedUrl => ({ kind: 'refused', problem });

/** Names that lead to no public address, each with everything below it. */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'home.arpa'];

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Whether webhooks may be sent to this URL: https to a public name, unless the operator allows its origin exactly. Here a
 * developer learns of a mistake while typing; that the name leads to a public address is looked at when it is dialled.
 */
export function checkDeliveryUrl(typed: string, allowedOrigins: ReadonlySet<string>): CheckedUrl {
  const parsed = parse(typed, 'https://');
  if (typeof parsed === 'string') return refuse(parsed);
  if (typed.includes('#')) return refuse('must not have a fragment (#…): it would not be sent.');
  if (allowedOrigins.has(parsed.origin)) return { kind: 'accepted', url: parsed.href };
  if (parsed.protocol !== 'https:') return refuse('must begin with https://.');
  const problem =
    findHostProblem(parsed.hostname) ?? (parsed.port === '0' ? 'must not use port 0.' : undefined);
  return problem === undefined ? { kind: 'accepted', url: parsed.href } : refuse(problem);
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

/** `host` is as the WHATWG parser made it: lower case, punycode, and every way to write an IPv4 address become one. */
function findHostProblem(host: string): string | undefined {
  if (host.startsWith('[') || ipaddr.isValid(host)) return 'must name a host, not an IP address.';
  if (host.endsWith('.')) return 'must not have a dot at the end of the host name.';
  if (PRIVATE_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`)))
    return 'must name a host that can be reached from the internet.';
  const labels = host.split('.');
  if (labels.length < 2) return 'must name a host with its domain, such as hooks.example.com.';
  if (host.length > 253 || !labels.every((label) => LABEL.test(label))) return 'must name a valid host.';
  return undefined;
}
