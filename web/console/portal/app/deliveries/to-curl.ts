export interface SentRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Byte for byte, as UTF-8. */
  readonly body: string;
}

/** What stands in the log for the value of a sensitive header. */
const MASK = '••••';

/** A word of a POSIX shell that means exactly this text: between single quotes nothing is special but the quote itself. */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Names of the headers whose values the log does not have, so that no command can send them. */
export function maskedHeaders(headers: SentRequest['headers']): string[] {
  return Object.keys(headers).filter((name) => headers[name] === MASK);
}

/**
 * A curl command that sends the same headers and the very same bytes as an attempt did. `--data-raw`, since `--data` would read a file
 * for what begins with an @; the URL as it is dialled, with its spaces escaped; curl takes `;` for a header without a value, and `[]{}` in a URL for a pattern unless it is told not to.
 */
export function toCurl({ url, headers, body }: SentRequest): string {
  const dialled = URL.parse(url)?.href ?? url;
  const named = Object.entries(headers).filter(([, value]) => value !== MASK);
  const words = [
    `curl ${/[[\]{}]/.test(dialled) ? '--globoff ' : ''}${quote(dialled)}`,
    ...named.map(([name, value]) => `-H ${quote(value === '' ? `${name};` : `${name}: ${String(value)}`)}`),
    `--data-raw ${quote(body)}`,
  ];
  return words.join(' \\\n  ');
}
