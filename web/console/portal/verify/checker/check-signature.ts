import { asText, hmac, readKey, toBase64, toHex } from './hmac.ts';

/** One thing that the check found. */
export interface Finding {
  readonly about: string;
  readonly kind: 'good' | 'warn' | 'bad';
  readonly word: string;
  readonly text: string;
}

export interface Given {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly key: string;
}

export const TOLERANCE_SECONDS = 300;

/** Everything that a receiver would look at, and where it does not match, what is probably wrong. */
export async function checkSignature(given: Given, now: Date): Promise<Finding[]> {
  return [await checkStandard(given), checkTimestamp(given, now), ...(await checkHex(given))];
}

async function checkStandard({ headers, body, key }: Given): Promise<Finding> {
  const about = 'webhook-signature';
  const finding = (kind: Finding['kind'], word: string, text: string): Finding => ({
    about,
    kind,
    word,
    text,
  });
  const missing = ['webhook-id', 'webhook-timestamp', about].filter((name) => headers[name] === undefined);
  if (missing.length > 0) return finding('bad', 'Missing', `There is no header ${missing.join(', no ')}.`);
  const given = (headers[about] ?? '').split(/\s+/).filter((one) => one.startsWith('v1,'));
  if (given.length === 0)
    return finding('bad', 'Missing', 'The header holds no signature that begins with v1, (HMAC).');
  const signs = async (bytes: ReturnType<typeof asText>, text: string): Promise<number> =>
    given.indexOf(
      `v1,${toBase64(await hmac(bytes, `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`))}`,
    );
  const { bytes, isDecoded } = readKey(key);
  const at = await signs(bytes, body);
  if (at >= 0) {
    const which =
      given.length === 1 ? '' : ` It is number ${at + 1} of ${given.length}: a key is being replaced.`;
    return finding('good', 'Verified', `The key made this signature of this body.${which}`);
  }
  for (const [changed, text] of otherBodies(body))
    if ((await signs(bytes, changed)) >= 0) return finding('bad', 'Body changed', text);
  if (isDecoded && (await signs(asText(key), body)) >= 0)
    return finding(
      'bad',
      'Key read wrongly',
      'It was made with the characters of the key. A whsec_ key has to be decoded from base64 first.',
    );
  const trimmed = key.trim();
  if (trimmed !== key && (await signs(readKey(trimmed).bytes, body)) >= 0)
    return finding('bad', 'Key has spaces', 'Without the spaces around the key it would match.');
  return finding(
    'bad',
    'Not verified',
    'Either the key is another one (an older one, another webhook’s), or the body or the two headers before it are not those that were sent.',
  );
}

/** What happens to a body on its way to a verification that fails. */
function otherBodies(body: string): [changed: string, text: string][] {
  const changes: [string, string][] = [
    [body.trim(), 'It was made of this body without the spaces or line ends around it.'],
  ];
  try {
    changes.push([
      JSON.stringify(JSON.parse(body)),
      'It was made of the same JSON in its compact form: this body was set out or written again. Verify the bytes as they came.',
    ]);
  } catch {
    // Then it was not written again.
  }
  return changes.filter(([changed]) => changed !== body);
}

function checkTimestamp({ headers }: Given, now: Date): Finding {
  const about = 'webhook-timestamp';
  const given = headers[about] ?? '';
  if (!/^\d{1,12}$/.test(given))
    return { about, kind: 'bad', word: 'Missing', text: 'It has to be Unix seconds, such as 1795463556.' };
  const age = Math.round(now.getTime() / 1000 - Number(given));
  const off = Math.abs(age);
  const text = `${age >= 0 ? 'Sent' : 'From the future by'} ${inWords(off)}${age >= 0 ? ' ago' : ''}, by your clock.`;
  return off <= TOLERANCE_SECONDS
    ? { about, kind: 'good', word: 'In time', text }
    : {
        about,
        kind: 'warn',
        word: age > 0 ? 'Too old by now' : 'Clock is off',
        text: `${text} A receiver refuses what is off by more than 5 minutes.`,
      };
}

async function checkHex({ headers, body, key }: Given): Promise<Finding[]> {
  const about = 'x-servicetitan-signature';
  const given = headers[about];
  if (given === undefined) return [];
  const matches = given === toHex(await hmac(asText(key), body));
  return [
    matches
      ? { about, kind: 'good', word: 'Verified', text: 'The key made it of this body.' }
      : {
          about,
          kind: 'warn',
          word: 'Not verified',
          text: 'While a key is replaced it is the old key’s. It is keyed with the characters of the key, whsec_ included.',
        },
  ];
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} hours` : `${Math.round(seconds / 86_400)} days`;
}
