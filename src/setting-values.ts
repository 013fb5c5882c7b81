// Ajv itself, which the whole of that package loads, is no concern of whoever reads a setting.
import { fullFormats } from 'ajv-formats/dist/formats.js';
import ipaddr from 'ipaddr.js';

const matchesUriFormat = fullFormats.uri as (text: string) => boolean;

/** As the events' schema asks of a source: what only a browser would forgive would make every event refuse itself. */
export function isUri(text: string): boolean {
  return URL.canParse(text) && matchesUriFormat(text);
}

export function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

/** Nothing after the host and its port, and user and password encoded so that they can be decoded. */
export function isProxyUrl(text: string): boolean {
  const { pathname, search, hash, username, password } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return pathname === '/' && search === '' && hash === '';
}

export function isNetwork(text: string): boolean {
  const [address = '', bits] = text.split('/');
  return isWholeAddress(address) && (bits === undefined || ipaddr.isValidCIDR(text));
}

/** Not 10.1, which some read as 10.0.0.1. */
function isWholeAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^\[?::1\]?$/.test(host) || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Whether nobody but this machine is meant to reach a server that listens there and is known by that address. */
export function isOwnMachine(host: string, publicUrl: string | undefined): boolean {
  return isLoopback(host) && (publicUrl === undefined || isLoopback(new URL(publicUrl).hostname));
}
