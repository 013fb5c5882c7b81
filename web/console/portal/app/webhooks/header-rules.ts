/** What a custom header may be called and hold, as `src/deliveries/signing/custom-headers.ts` decides; a test compares. */
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
const forbiddenPrefixes = ['content-', 'proxy-', 'webhook-'];

export const MOST_HEADERS = 20;
export const MOST_CHARACTERS = 4_096;

/** Credentials are sensitive whatever somebody ticks. */
export const isAlwaysSensitive = (name: string): boolean => name.trim().toLowerCase() === 'authorization';

/** Why a header must not be set, or what is wrong with its name; undefined when it is right. Pure. */
export function findNameProblem(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(lower)) return "Use letters, digits and !#$%&'*+-.^_`|~ only.";
  if (lower.startsWith('webhook-') || lower === 'x-servicetitan-signature')
    return 'fieldhook sets it: it carries the ids, the time and the signature.';
  if (lower === 'user-agent') return 'fieldhook sets it, so that your server knows who calls.';
  if (lower === 'cookie') return 'Cookies belong to browsers. Use Authorization or a header of your own.';
  if (forbiddenNames.has(lower) || forbiddenPrefixes.some((prefix) => lower.startsWith(prefix)))
    return 'HTTP itself sets it: it frames the message or belongs to one connection.';
  return undefined;
}

export function findValueProblem(value: string): string | undefined {
  if (!/^[\t\x20-\x7e]+$/.test(value)) return 'Use visible ASCII characters, spaces and tabs only.';
  if (value !== value.trim()) return 'Remove the space at its beginning or end.';
  return undefined;
}
