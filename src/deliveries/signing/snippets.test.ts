import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSigningKey, sign } from './signature.ts';

// What the portal shows developers is run here, where the language is at hand, on what our own signer signed.

const run = promisify(execFile);
const folder = join(import.meta.dirname, '../../../web/snippets');
const body = Buffer.from('{"name":"Zoë","n":1}\n');
const at = new Date('2026-07-14T15:00:00Z');
const seconds = at.getTime() / 1000;
const encoded = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const raw = 'plain characters, as they stand!!';
// Begins like an encoded key, but is none.
const neither = 'whsec_not base64, so characters.';

interface Vector {
  readonly name: string;
  readonly isGood: boolean;
  readonly body: Buffer;
  readonly keys: readonly string[];
  readonly now: number;
  readonly signedBy: readonly string[];
}

const vector = (name: string, isGood: boolean, given: Partial<Vector> = {}): Vector => ({
  name,
  isGood,
  body,
  keys: [encoded],
  now: seconds,
  signedBy: [encoded],
  ...given,
});
const vectors = [
  vector('good', true),
  vector('a key of other characters', true, { keys: [raw], signedBy: [raw] }),
  vector('a key that only looks encoded', true, { keys: [neither], signedBy: [neither] }),
  vector('signed by both keys of a rotation, the receiver has the old', true, { signedBy: [raw, encoded] }),
  vector('the receiver has both keys, the old signed', true, { keys: [raw, encoded] }),
  vector('five minutes old', true, { now: seconds + 300 }),
  vector('a tampered body', false, { body: Buffer.from('{"name":"Zoe","n":1}\n') }),
  vector('older than five minutes', false, { now: seconds + 301 }),
  vector('from the future', false, { now: seconds - 301 }),
  vector('a wrong key', false, { keys: [raw] }),
  vector('no key', false, { keys: [] }),
];

/** A line each, of base64: body, id, timestamp, signatures, keys (a line each), now. */
const lines = vectors.map((one) => {
  const headers = sign({ deliveryId: 'id-1', at, body }, one.signedBy.map(readSigningKey), []);
  const fields = [
    one.body,
    headers['webhook-id'],
    headers['webhook-timestamp'],
    headers['webhook-signature'],
    one.keys.join('\n'),
    String(one.now),
  ];
  return fields.map((field) => Buffer.from(field ?? '').toString('base64')).join('\t');
});

const goRunner = `package main
import ("bufio"; "encoding/base64"; "fmt"; "os"; "strconv"; "strings"; "time")
func main() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var f []string
		for _, x := range strings.Split(in.Text(), "\\t") { d, _ := base64.StdEncoding.DecodeString(x); f = append(f, string(d)) }
		now, _ := strconv.ParseInt(f[5], 10, 64)
		var keys []string
		if f[4] != "" { keys = strings.Split(f[4], "\\n") }
		fmt.Println(Verify([]byte(f[0]), f[1], f[2], f[3], keys, time.Unix(now, 0)))
	}
}`;
const javaRunner = `import java.util.*;
public class Run {
  public static void main(String[] a) throws Exception {
    Scanner in = new Scanner(System.in);
    while (in.hasNextLine()) {
      String[] f = in.nextLine().split("\\t", -1);
      Base64.Decoder d = Base64.getDecoder();
      String keys = new String(d.decode(f[4]), "UTF-8");
      System.out.println(Verify.verify(d.decode(f[0]), new String(d.decode(f[1])), new String(d.decode(f[2])),
        new String(d.decode(f[3])), keys.isEmpty() ? List.of() : List.of(keys.split("\\n")), Long.parseLong(new String(d.decode(f[5])))));
    }
  }
}`;
const names = '"webhook-id", "webhook-timestamp", "webhook-signature"';
const runners: Record<string, { command: string; runner: string; file: string; args: string[][] }> = {
  'node.mjs': {
    command: process.execPath,
    file: 'run.mjs',
    runner: `import { verify } from './node.mjs';
import { readFileSync } from 'node:fs';
for (const line of readFileSync(0, 'utf8').trim().split('\\n')) {
  const f = line.split('\\t').map((x) => Buffer.from(x, 'base64'));
  const headers = Object.fromEntries([${names}].map((name, n) => [name, String(f[n + 1])]));
  console.log(verify(f[0], headers, f[4].length ? String(f[4]).split('\\n') : [], Number(f[5])));
}`,
    args: [['run.mjs']],
  },
  'python.py': {
    command: 'python3',
    file: 'run.py',
    runner: `import base64, sys
from python import verify
for line in sys.stdin:
    f = [base64.b64decode(x) for x in line.rstrip("\\n").split("\\t")]
    headers = dict(zip([${names}], [x.decode() for x in f[1:4]]))
    keys = f[4].decode().split("\\n") if f[4] else []
    print(str(verify(f[0], headers, keys, int(f[5]))).lower())
`,
    args: [['run.py']],
  },
  'go.go': { command: 'go', file: 'run.go', runner: goRunner, args: [['run', 'go.go', 'run.go']] },
  'Verify.java': {
    command: 'javac',
    file: 'Run.java',
    runner: javaRunner,
    args: [
      ['Run.java', 'Verify.java'],
      ['-cp', '.', 'Run'],
    ],
  },
};

// Go and Java compile, which takes a machine that is slow a minute: run with SNIPPETS=all after changing one of them.
const compiled = new Set(['go', 'javac']);
const isWanted = (command: string): boolean =>
  // eslint-disable-next-line eslint/no-restricted-properties -- a setting of this test alone
  !compiled.has(command) || process.env['SNIPPETS'] === 'all';
const isAtHand = (command: string): boolean =>
  spawnSync(command, [command === 'go' ? 'version' : '--version']).status === 0;

interface Index {
  readonly snippets: readonly {
    readonly language: string;
    readonly file: string;
    readonly tested: boolean;
  }[];
}
let directory: string;
let index: Index;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fieldhook-snippets-'));
  index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as Index;
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('the index names every snippet, and says of those alone that they were tested which are run here', async () => {
  const files = (await readdir(folder)).filter((file) => file !== 'index.json');
  expect(index.snippets.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
  const tested = index.snippets.filter((one) => one.tested).map(({ file }) => file);
  expect(tested.toSorted()).toEqual(Object.keys(runners).toSorted());
});

for (const [snippet, { command, runner, file, args }] of Object.entries(runners)) {
  test.skipIf(!isWanted(command) || !isAtHand(command))(
    `${snippet} takes what is signed and refuses the rest`,
    { timeout: 240_000 },
    async () => {
      await copyFile(join(folder, snippet), join(directory, snippet));
      await writeFile(join(directory, file), runner);
      await writeFile(join(directory, 'lines'), `${lines.join('\n')}\n`);
      let answers = '';
      for (const [step, given] of args.entries()) {
        const program = step === 1 ? 'java' : command;
        const quoted = [program, ...given].map((word) => `'${word}'`).join(' ');
        ({ stdout: answers } = await run('sh', ['-c', `${quoted} < lines`], { cwd: directory }));
      }
      const told = answers.trim().split('\n');
      expect(vectors.map(({ name }, n) => [name, told[n]])).toEqual(
        vectors.map(({ name, isGood }) => [name, String(isGood)]),
      );
    },
  );
}
