import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { postTo, senderTo } from '../../../test/sending.ts';
import { createResolve } from './resolve-host.ts';

type Answer = readonly string[] | 'nothing' | 'no such name' | 'failure';

/** A name server that answers each question so; closed when the test ends. */
async function startNameServer(answer: (name: string, type: 'A' | 'AAAA') => Answer) {
  const asked: string[] = [];
  const server = createSocket('udp4');
  server.on('message', (question, { port, address }) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += length + 1;
    }
    const end = at + 5;
    const type = question.readUInt16BE(at + 1) === 1 ? 'A' : 'AAAA';
    asked.push(`${labels.join('.')} ${type}`);
    const given = answer(labels.join('.'), type);
    if (given === 'nothing') return;
    const records = typeof given === 'string' ? [] : given.map((one) => recordOf(type, one));
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(0x8180 | (given === 'no such name' ? 3 : given === 'failure' ? 2 : 0), 2);
    header.writeUInt16BE(records.length, 6);
    header.writeUInt32BE(0, 8);
    server.send(Buffer.concat([header, question.subarray(12, end), ...records]), port, address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { resolve: createResolve([`127.0.0.1:${server.address().port}`]), asked };
}

/** Of the name in the question, for 60 s; an IPv6 address in full, without `::`. */
function recordOf(type: 'A' | 'AAAA', address: string): Buffer {
  const bytes =
    type === 'A'
      ? Buffer.from(address.split('.').map(Number))
      : Buffer.from(
          address
            .split(':')
            .map((group) => group.padStart(4, '0'))
            .join(''),
          'hex',
        );
  const head = Buffer.from([0xc0, 0x0c, 0, type === 'A' ? 1 : 28, 0, 1, 0, 0, 0, 60, 0, bytes.length]);
  return Buffer.concat([head, bytes]);
}

const never = new AbortController().signal;
const SIX = '2606:4700:0:0:0:0:0:1111';

test('all addresses of both families, IPv4 first; asked for once each and not remembered', async () => {
  const { resolve, asked } = await startNameServer((_name, type) =>
    type === 'A' ? ['8.8.8.8', '8.8.4.4'] : [SIX],
  );
  const addresses = await resolve('hooks.example', never);
  expect(addresses.map(({ family }) => family)).toEqual([4, 4, 6]);
  expect(addresses.map(({ address }) => address)).toEqual(
    expect.arrayContaining(['8.8.8.8', '8.8.4.4', '2606:4700::1111']),
  );
  expect(asked.toSorted()).toEqual(['hooks.example A', 'hooks.example AAAA']);
  await resolve('hooks.example', never);
  expect(asked).toHaveLength(4);
});

test('a family that is missing, fails or is never answered does not take the other one with it', async () => {
  for (const other of [[], 'failure', 'nothing'] as const) {
    const { resolve } = await startNameServer((_name, type) => (type === 'A' ? ['8.8.8.8'] : other));
    const from = performance.now();
    expect(await resolve('hooks.example', never)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    // Both tries of a question take 3 s, of the 5 s that there are for connecting.
    expect(performance.now() - from).toBeLessThan(2_000);
  }
  const { resolve } = await startNameServer((_name, type) => (type === 'A' ? [] : [SIX]));
  expect(await resolve('hooks.example', never)).toEqual([{ address: '2606:4700::1111', family: 6 }]);
});

test.each([
  ['does not exist', 'no such name', /hooks\.example: ENOTFOUND/],
  ['has no addresses', [], /hooks\.example: ENODATA/],
  ['cannot be asked for', 'failure', /hooks\.example: ESERVFAIL/],
] as const)('a name that %s is dns_failed, in words', async (_how, answer, detail) => {
  const { resolve } = await startNameServer(() => answer);
  const result = await postTo(senderTo([], { resolve }), 'https://hooks.example/');
  expect(result).toMatchObject({ status: null, error: 'dns_failed' });
  expect(result.errorDetail).toMatch(detail);
});

test('name servers of ours that cannot be reached are no fault of the receiver', async () => {
  const closed = createSocket('udp4');
  await new Promise<void>((resolve) => closed.bind(0, '127.0.0.1', resolve));
  const { port } = closed.address();
  await new Promise<void>((resolve) => closed.close(() => resolve()));
  const sender = senderTo([], { resolve: createResolve([`127.0.0.1:${port}`]) });
  const result = await postTo(sender, 'https://hooks.example/');
  expect(result).toMatchObject({ status: null, error: 'sending_failed' });
  expect(result.errorDetail).toBe('no name server of this service could be reached');
});

test('a hundred names whose name server never answers do not hold up another name', async () => {
  const { resolve } = await startNameServer((name, type) =>
    name.startsWith('slow') ? 'nothing' : type === 'A' ? ['10.0.0.1'] : [],
  );
  const sender = senderTo([], { resolve, connectTimeoutMs: 2_000 });
  let ended = 0;
  const slow = Array.from({ length: 100 }, async (_, index) => {
    const result = await postTo(sender, `https://slow${index}.example/`);
    ended += 1;
    return result;
  });
  expect(await postTo(sender, 'https://quick.example/')).toMatchObject({ error: 'blocked_address' });
  expect(ended).toBe(0);
  for (const { error } of await Promise.all(slow)) expect(error).toBe('dns_failed');
});
