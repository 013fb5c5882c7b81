type Headers = Record<string, string | string[] | undefined>;

export const KEPT_BODY_BYTES = 16 * 1024;
/** The parser bounds their size (16 KiB); 16 KiB of `a:` would be thousands of lines for whoever reads the log. */
const MOST_HEADERS = 100;
/** Kept whatever else there is: these explain an answer or decide what becomes of the delivery. */
const ALWAYS_KEPT = new Set([
  'retry-after',
  'content-type',
  'content-encoding',
  'location',
  'server',
  'date',
]);

/** PostgreSQL text holds no NUL; decoding has already replaced what is not UTF-8. */
export function readable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** The first 100 lines of the headers; what was left out is counted under `…`. */
export function storedHeaders(headers: Headers): Headers {
  const entries = Object.entries(headers);
  const lines = entries.reduce((sum, [, value]) => sum + (Array.isArray(value) ? value.length : 1), 0);
  if (lines <= MOST_HEADERS) return headers;
  const kept: [string, string | string[] | undefined][] = [];
  let room = MOST_HEADERS;
  for (const [name, value] of entries.toSorted(([one], [other]) => rank(one) - rank(other))) {
    if (room <= 0) break;
    const some = Array.isArray(value) ? value.slice(0, room) : value;
    kept.push([name, some]);
    room -= Array.isArray(some) ? some.length : 1;
  }
  // By entries, since a receiver may well call a header __proto__.
  return Object.fromEntries([...kept, ['…', `${lines - MOST_HEADERS} more were not stored`]]);
}

const rank = (name: string): number => (ALWAYS_KEPT.has(name.toLowerCase()) ? 0 : 1);

/** The beginning of an answer's body. */
export class AnswerBody {
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** Whether more is wanted. */
  add(chunk: Buffer): boolean {
    const kept = chunk.subarray(0, KEPT_BODY_BYTES - this.#bytes);
    // A copy, when it is a small part of a large buffer, which it would keep alive until it is recorded.
    this.#chunks.push(kept.length < chunk.buffer.byteLength / 2 ? Buffer.from(kept) : kept);
    this.#bytes += chunk.length;
    return this.#bytes < KEPT_BODY_BYTES;
  }

  /** Never unpacked: no compression was asked for, and 16 KiB of it may be gigabytes. */
  toText(contentEncoding: string | string[] | undefined): string {
    const encoding = String(contentEncoding ?? '').trim();
    if (this.#bytes > 0 && encoding !== '' && encoding.toLowerCase() !== 'identity')
      return readable(`(compressed as ${encoding.slice(0, 100)}, not unpacked)`);
    return readable(Buffer.concat(this.#chunks).toString('utf8'));
  }
}
