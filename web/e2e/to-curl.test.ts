import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { maskedHeaders, toCurl } from '../console/portal/app/deliveries/to-curl.ts';

/** What a shell makes of a command: the words that curl is called with. */
function wordsOf(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const url = 'https://hooks.developer.example/fieldhook?source=a&b=c';

test.each([
  ['quotes of either kind', `{"name":"O'Hara","said":"\\"it's 'fine'\\""}`],
  ['line breaks and tabs', '{\n\t"a": 1,\r\n "b": 2\n}\n'],
  ['letters beyond ASCII', '{"name":"Zoë Müller 日本 🚐","note":"\u2028"}'],
  ['what a shell would run', '$(touch /tmp/x) `id` $HOME ${PATH} !! \\ \\\\ * ~ # ; & | > <'],
  ['what curl would take for a file', '@/etc/passwd'],
  ['nothing but a quote', "'"],
  ['nothing', ''],
])('a body with %s is sent as it is', (_what, body) => {
  expect(wordsOf(toCurl({ url, headers: {}, body }))).toEqual([url, '--data-raw', body]);
});

test('headers are sent as they were, one without a value too, and masked ones are left out by name', () => {
  const headers = {
    'content-type': 'application/json',
    'webhook-signature': 'v1,a= v1,b=',
    'X-Quote': `it's "so"`,
    'X-Empty': '',
    Authorization: '••••',
  };
  expect(wordsOf(toCurl({ url, headers, body: '{}' }))).toEqual([
    url,
    '-H',
    'content-type: application/json',
    '-H',
    'webhook-signature: v1,a= v1,b=',
    '-H',
    `X-Quote: it's "so"`,
    '-H',
    'X-Empty;',
    '--data-raw',
    '{}',
  ]);
  expect(maskedHeaders(headers)).toEqual(['Authorization']);
});

test('a URL is no pattern, and goes as it is dialled', () => {
  const odd = "https://hooks.developer.example/a[1-3]{b}/it's here";
  const [option, dialled] = wordsOf(toCurl({ url: odd, headers: {}, body: '{}' }));
  expect([option, dialled]).toEqual(['--globoff', new URL(odd).href]);
});
