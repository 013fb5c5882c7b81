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

const calls = [
  ['progress', { sequence: 1, notes: 'x' }],
  ['heartbeat', { sequence: 1 }],
  ['hints', { sequence: 1, hint: 'closed' }],
  ['complete', { sequence: 1, customer: { phone: '3105550142' } }],
] as const;

const key = { 'idempotency-key': 'key-1' };

beforeAll(async () => {
  scene = await setScene(database.current.db);
  visit = await scene.open();
});

describe.each(calls)('%s', (action, body) => {
  const refused = ['secret'];

  test("is refused without the session's secret and writes nothing", async () => {
    const other = await scene.open();
    const before = await snapshot(scene.db);
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Bearer ${other.secret}` },
      { authorization: visit.secret },
      { authorization: `Basic ${visit.secret}` },
      { authorization: `Bearer ${visit.secret}x` },
    ]) {
      const answer = await scene.post(`${visit.path}/${action}`, body, { ...key, ...headers });
      expectProblem(answer, 401, 'invalid_session_secret', refused);
    }
    const inBody = await scene.post(`${visit.path}/${action}`, { ...body, secret: other.secret }, key);
    expectProblem(inBody, 401, 'invalid_session_secret', refused);
    expect(await snapshot(scene.db)).toEqual(before);
  });

  test('answers an unknown session exactly as a wrong secret', async () => {
    const headers = { ...key, authorization: 'Bearer wrong' };
    const wrong = await scene.post(`${visit.path}/${action}`, body, headers);
    for (const id of ['sess_unknown', 'sess_000000000000000000000000', "';drop/**/table", 'a/../b', '']) {
      const path = `${sessionsPath}/${encodeURIComponent(id)}/${action}`;
      const unknown = await scene.post(path, body, headers);
      expectProblem(unknown, 401, 'invalid_session_secret', refused);
      expect({ ...unknown.json(), traceId: '' }).toEqual({ ...wrong.json(), traceId: '' });
      const { 'content-length': _, date: __, ...headersOfUnknown } = unknown.headers;
      expect(wrong.headers).toMatchObject(headersOfUnknown);
    }
  });

  test.each([
    ['NUL', '%00'],
    ['a NUL in the middle', 'sess_%00x'],
    ['a line break', 'sess_%0a'],
    ['a letter that no id has', '%C3%BC'],
    ['250 characters', 'x'.repeat(250)],
    ['10,000 characters', 'x'.repeat(10_000)],
  ])('names the id in a path with %s', async (_name, id) => {
    const answer = await scene.post(`${sessionsPath}/${id}/${action}`, body, {
      ...key,
      authorization: 'Bearer x',
    });
    expectProblem(answer, 400, 'validation_failed', ['sessionId']);
  });

  test.each(['%ff', '%', '%zz', '%ED%A0%80'])('refuses the path id %s, which is no UTF-8', async (id) => {
    const answer = await scene.post(`${sessionsPath}/${id}/${action}`, body, key);
    expectProblem(answer, 400, 'malformed_request', ['path']);
  });

  test('takes the secret from the body, labelled text/plain as beacons are', async () => {
    const mine = await scene.open();
    const answer = await scene.post(
      `${mine.path}/${action}`,
      { ...body, secret: mine.secret },
      { ...key, 'content-type': 'text/plain;charset=UTF-8' },
    );
    expect(answer.json()).toMatchObject({ applied: true });
  });
});
