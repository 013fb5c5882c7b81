import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStreamReader, type StreamMessage } from './read-stream.ts';

const read = (text: string): StreamMessage[] => createStreamReader().push(Buffer.from(text));
const dataOf = (text: string): string[] => read(text).map((message) => message.data);

test('messages are what the specification makes of its own examples', () => {
  expect(dataOf('data: YHOO\ndata: +2\ndata: 10\n\n')).toEqual(['YHOO\n+2\n10']);
  const stream =
    ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n';
  expect(read(stream)).toEqual([
    { event: 'message', data: 'first event', lastEventId: '1' },
    { event: 'message', data: 'second event', lastEventId: '' },
    { event: 'message', data: ' third event', lastEventId: '' },
  ]);
  expect(dataOf('data\n\ndata\ndata\n\ndata:')).toEqual(['', '\n']);
  expect(dataOf('data:test\n\ndata: test\n\n')).toEqual(['test', 'test']);
});

test('lines end in a line feed, a carriage return or both, however the chunks are cut', () => {
  const stream =
    '\uFEFFid: 7\r\nevent: delivery\rdata: ä\n\r\n: comment\r\rdata: b\r\n\r\nevent: x\ndata: c\n\n';
  const whole = [
    { event: 'delivery', data: 'ä', lastEventId: '7' },
    { event: 'message', data: 'b', lastEventId: '7' },
    { event: 'x', data: 'c', lastEventId: '7' },
  ];
  expect(read(stream)).toEqual(whole);
  const bytes = Buffer.from(stream);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (places) => {
      const reader = createStreamReader();
      const cuts = [0, ...places.toSorted((one, other) => one - other), bytes.length];
      const found = cuts.slice(1).flatMap((end, index) => reader.push(bytes.subarray(cuts[index], end)));
      expect(found).toEqual(whole);
    }),
  );
});

test('an id counts from the end of its block, also without data; one with NUL does not', () => {
  const reader = createStreamReader('before');
  expect(reader.push(Buffer.from('id: 1\n'))).toEqual([]);
  expect(reader.lastEventId).toBe('before');
  reader.push(Buffer.from(': heartbeat\n\n'));
  expect(reader.lastEventId).toBe('1');
  reader.push(Buffer.from('id: a\0b\n\n'));
  expect(reader.lastEventId).toBe('1');
});

test('what is not a field is ignored', () => {
  expect(read('retry: 10\nfoo: bar\nDATA: x\n data: y\n\n')).toEqual([]);
});

test('a message without an end does not fill the memory', () => {
  const reader = createStreamReader();
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  expect(() => {
    for (let count = 0; count < 6; count += 1) reader.push(chunk);
  }).toThrow('too long');
  const lines = createStreamReader();
  const line = Buffer.from(`data: ${'x'.repeat(1024 * 1024)}\n`);
  expect(() => {
    for (let count = 0; count < 6; count += 1) lines.push(line);
  }).toThrow('too long');
});
