/** A header that a developer wants with every POST of a webhook. */
export interface CustomHeader {
  /** As it was typed; case does not matter. */
  readonly name: string;
  readonly value: string;
  /** Its value is shown and logged as `MASK` only. */
  readonly sensitive: boolean;
}

export const MAX_HEADERS = 20;
export const MAX_NAME_LENGTH = 100;
/** Of all names and values together: receivers commonly take 8 KiB of headers, and ours are about one. */
export const MAX_HEADER_BYTES = 4_096;
export const MASK = '••••';

/** They frame the message, belong to one connection, or say who we are and what we signed. */
const forbiddenNames = new Set([
  'connection',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-servicetitan-signature',
]);
const forbiddenPrefixes = ['content-', 'proxy-', 'webhook-'] as const;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e]+$/;

export function findNameProblem(name: string): string | undefined {
  if (!TOKEN.test(name)) return "must consist of letters, digits and !#$%&'*+-.^_`|~ (RFC 9110).";
  if (name.length > MAX_NAME_LENGTH) return `must have at most ${MAX_NAME_LENGTH} characters.`;
  const lower = name.toLowerCase();
  if (forbiddenNames.has(lower) || forbiddenPrefixes.some((prefix) => lower.startsWith(prefix))) {
    return 'is one that fieldhook or HTTP itself sets.';
  }
  return undefined;
}

export function findValueProblem(value: string): string | undefined {
  if (!VALUE.test(value)) return 'must be one or more visible ASCII characters, spaces or tabs.';
  if (value !== value.trim()) return 'must not begin or end with a space or a tab.';
  return undefined;
}

/** What is wrong with the list as a whole. */
export function findListProblem(
  headers: readonly Pick<CustomHeader, 'name' | 'value'>[],
): string | undefined {
  if (headers.length > MAX_HEADERS) return `must have at most ${MAX_HEADERS} headers.`;
  const bytes = headers.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  if (bytes > MAX_HEADER_BYTES)
    return `must have at most ${MAX_HEADER_BYTES} characters of names and values.`;
  return undefined;
}

/** Credentials are sensitive whatever somebody ticks. */
export const isAlwaysSensitive = (name: string): boolean => name.toLowerCase() === 'authorization';

/** What the webhook's custom headers make of the headers of a POST: those sent, and those that may be logged. */
export interface CompletedHeaders {
  readonly sent: Readonly<Record<string, string>>;
  readonly logged: Readonly<Record<string, string>>;
}

/**
 * Puts the custom headers after ours, which they never replace. Everything is checked here again, since this is the last place
 * before the wire: what somebody wrote into the database by hand, or a rule that was added later, ends here.
 * @returns undefined when one of them must not be sent
 */
export function completeHeaders(
  ours: Readonly<Record<string, string>>,
  custom: readonly CustomHeader[],
): CompletedHeaders | undefined {
  if (custom.length === 0) return { sent: ours, logged: ours };
  const names = new Set(Object.keys(ours).map((name) => name.toLowerCase()));
  const [sent, logged] = [new Map(Object.entries(ours)), new Map(Object.entries(ours))];
  if (findListProblem(custom) !== undefined) return undefined;
  for (const { name, value, sensitive } of custom) {
    if (findNameProblem(name) !== undefined || findValueProblem(value) !== undefined) return undefined;
    if (names.has(name.toLowerCase())) return undefined;
    names.add(name.toLowerCase());
    sent.set(name, value);
    logged.set(name, sensitive || isAlwaysSensitive(name) ? MASK : value);
  }
  return { sent: Object.fromEntries(sent), logged: Object.fromEntries(logged) };
}

/** As they are sealed. */
export const writeCustomHeaders = (headers: readonly CustomHeader[]): string => JSON.stringify(headers);

/** @throws when the text is not what `writeCustomHeaders` wrote */
export function readCustomHeaders(text: string): CustomHeader[] {
  const headers = JSON.parse(text) as unknown;
  if (!Array.isArray(headers) || !headers.every(isCustomHeader)) throw new Error('not a list of headers');
  return headers;
}

function isCustomHeader(header: unknown): header is CustomHeader {
  if (typeof header !== 'object' || header === null) return false;
  const { name, value, sensitive } = header as Record<keyof CustomHeader, unknown>;
  return typeof name === 'string' && typeof value === 'string' && typeof sensitive === 'boolean';
}
