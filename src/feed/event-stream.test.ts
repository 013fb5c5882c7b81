import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { toFrame, writeStream } from './event-stream.ts';

test('a reader that does not read costs little, and is given up', async () => {
  let made = 0;
  async function* frames(): AsyncGenerator<string> {
    for (;;) {
      made += 1;
      yield toFrame({ id: '1', event: 'x', data: { filling: 'x'.repeat(64 * 1024) } });
    }
  }
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const server = createServer((_req, res) => {
    void writeStream(res, frames(), { signal: new AbortController().signal, stallMs: 300 }).then(() =>
      res.once('close', resolve),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.pause();
  await over;
  // What the kernel takes for a socket, and no more.
  expect(made).toBeLessThan(200);
});
