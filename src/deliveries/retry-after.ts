/** No receiver may put a delivery off for longer than this, however long it asks for. */
export const MOST_RETRY_AFTER_SECONDS = 24 * 60 * 60;

/**
 * How many seconds after `now` the receiver wants to be asked again, at most a day; null when it did not say so in a way that
 * can be read. Of several values the longest counts, since each of them asks us to stay away until then. Fractions, which
 * RFC 9110 does not know, are sent all the same and mean what they say.
 */
export function readRetryAfter(
  headers: Readonly<Record<string, string | string[] | undefined>> | null,
  now: Date,
): number | null {
  const given = headers?.['retry-after'];
  if (given === undefined) return null;
  const waits = (typeof given === 'string' ? [given] : given)
    .map((value) => readWait(value.trim(), now))
    .filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.max(...waits);
}

function readWait(text: string, now: Date): number | null {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Number(text), MOST_RETRY_AFTER_SECONDS);
  const at = readHttpDate(text, now);
  if (at === null) return null;
  return Math.min(Math.max((at - now.getTime()) / 1000, 0), MOST_RETRY_AFTER_SECONDS);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;
const MONTH = `(?<month>${MONTHS.join('|')})`;

/** RFC 9110, section 5.6.7. `Date.parse` would take much that is none of these, in the zone of this machine. */
const HTTP_DATES = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(String.raw`^[A-Z][a-z]{2}, (?<day>\d\d) ${MONTH} (?<year>\d{4}) ${TIME} GMT$`),
  // Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(String.raw`^[A-Z][a-z]{5,8}, (?<day>\d\d)-${MONTH}-(?<year>\d\d) ${TIME} GMT$`),
  // Sun Nov  6 08:49:37 1994
  new RegExp(String.raw`^[A-Z][a-z]{2} ${MONTH} (?<day>[ \d]\d) ${TIME} (?<year>\d{4})$`),
];

function readHttpDate(text: string, now: Date): number | null {
  for (const form of HTTP_DATES) {
    const parts = form.exec(text)?.groups;
    if (parts === undefined) continue;
    const [day, hour, minute, second] = [parts['day'], parts['hour'], parts['minute'], parts['second']].map(
      Number,
    ) as [number, number, number, number];
    const month = MONTHS.indexOf(parts['month'] ?? '');
    const year = wholeYear(parts['year'] ?? '', now);
    const at = new Date(Date.UTC(year, month, day, hour, minute, second));
    // 31 February and 24:61 would be carried over.
    const isReal = at.getUTCDate() === day && hour < 24 && minute < 60 && second <= 60;
    return isReal ? at.getTime() : null;
  }
  return null;
}

/** Two digits are the year nearest to now that is not more than 50 years ahead, as RFC 9110 asks. */
function wholeYear(text: string, now: Date): number {
  if (text.length === 4) return Number(text);
  const thisYear = now.getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(text);
  return year > thisYear + 50 ? year - 100 : year;
}
