import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import {
  expectProblem,
  type Scene,
  sessionsPath,
  setScene,
  snapshot,
  type Visit,
} from '../../test/visitor.ts';

const database = useDatabase();
let scene: Scene;
let visit: Visit;

beforeAll(async () => {
  scene = await setScene(database.current.db);
  visit = await scene.open();
});

/** A body of exactly this many bytes, made of a heartbeat and spaces. */
function heartbeatOf(bytes: number): string {
  const body = `{"sequence":${visit.next()},"secret":"${visit.secret}"}`;
  return body.padEnd(bytes, ' ');
}

const limit = 65_536;

describe('the size of a body', () => {
  test.each(['application/json', 'text/plain;charset=UTF-8'])(
    'may be 64 KiB as %s and no byte more',
    async (type) => {
      const headers = { 'content-type': type };
      const right = await scene.post(`${visit.path}/heartbeat`, heartbeatOf(limit), headers);
      expect(right.json()).toEqual({ applied: true });
      const before = await snapshot(scene.db);
      const wrong = await scene.post(`${visit.path}/heartbeat`, heartbeatOf(limit + 1), headers);
      expectProblem(wrong, 413, 'payload_too_large', ['body']);
      expect(await snapshot(scene.db)).toEqual(before);
    },
  );

  test('is counted in bytes, not in characters', async () => {
    const before = await snapshot(scene.db);
    const notes = '犬'.repeat(30_000);
    const answer = await visit.save({ notes });
    expectProblem(answer, 413, 'payload_too_large', ['body']);
    expect(await snapshot(scene.db)).toEqual(before);
  });
});

describe('a body', () => {
  test.each([
    ['empty', ''],
    ['blank', ' '],
    ['cut off', '{"sequence":1'],
    ['with a comma too many', '{"sequence":1,}'],
    ['with a comment', '{"sequence":1 /* one */}'],
    ['of two values', '{"sequence":1}{"sequence":2}'],
    ['with single quotes', "{'sequence':1}"],
    ['with NaN', '{"sequence":NaN}'],
    ['with a raw NUL', '{"sequence":1,"notes":"\0"}'],
    ['of a form', 'sequence=1'],
  ])('that is %s is malformed', async (_name, body) => {
    const before = await snapshot(scene.db);
    expectProblem(await visit.call('progress', body), 400, 'malformed_json', ['body']);
    const beacon = await visit.call('progress', body, { 'content-type': 'text/plain;charset=UTF-8' });
    expectProblem(beacon, 400, 'malformed_json', ['body']);
    expect(await snapshot(scene.db)).toEqual(before);
  });

  test.each([
    ['a byte that is no UTF-8', [0xff]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['a cut-off character', [0xe7, 0x8a]],
  ])('with %s is malformed', async (_name, bytes) => {
    const body = Buffer.concat([
      Buffer.from('{"sequence":1,"notes":"'),
      Buffer.from(bytes),
      Buffer.from('"}'),
    ]);
    expectProblem(await visit.call('progress', body), 400, 'malformed_json', ['body']);
  });

  test.each(['[]', '[{"sequence":1}]', 'null', '5', '"text"', 'true', '-0', '1e999'])(
    'that is %s instead of an object is refused',
    async (body) => {
      expectProblem(await visit.call('progress', body), 400, 'validation_failed', ['body']);
      expectProblem(await scene.post(sessionsPath, body), 400, 'validation_failed', ['body']);
    },
  );

  test.each([
    ['lists', '['.repeat(32_000) + ']'.repeat(32_000)],
    ['objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ])('of %s in one another is refused as nested too deeply', async (_name, body) => {
    const answer = await visit.call('progress', body);
    expect([answer.statusCode, answer.json().data.code]).toEqual([400, 'validation_failed']);
    expect(answer.body).toContain('nested too deeply');
  });

  test('of 5,000 unknown members is refused', async () => {
    const members = Array.from({ length: 5_000 }, (_, index) => `"a${index}":1`);
    const answer = await visit.call('progress', `{"sequence":1,${members.join(',')}}`);
    expect([answer.statusCode, answer.json().data.code]).toEqual([400, 'validation_failed']);
  });

  test('with a byte order mark is read', async () => {
    const answer = await visit.call('heartbeat', `\ufeff{"sequence":${visit.next()}}`);
    expect(answer.json()).toEqual({ applied: true });
  });

  test.each([
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'text/html',
    'x',
    '',
  ])('labelled %j is refused', async (type) => {
    const answer = await visit.call('progress', '{"sequence":1}', { 'content-type': type });
    expectProblem(answer, 415, 'unsupported_media_type', ['Content-Type']);
  });

  test('that is missing altogether is refused', async () => {
    const answer = await scene.app.inject({ method: 'POST', url: sessionsPath });
    expectProblem(answer, 400, 'validation_failed', ['body']);
  });
});
