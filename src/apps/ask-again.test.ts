import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { type Json, type Portal, setPortal } from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';

const database = useDatabase();
const url = '/api/operator/apps';
let portal: Portal;
let operator: TestPerson;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
  operator = await signIn(portal.db, { operator: true });
});

const refuse = (id: string, body: Json) => portal.call('POST', `${url}/${id}/refusal`, { ...operator, body });
const decide = (id: string, body: Json) =>
  portal.call('POST', `${url}/${id}/approval`, { ...operator, body });

test('the developers of a refused app ask again, once until it is decided anew', async () => {
  const app = await portal.createApp();
  const ask = (headers = portal.developer.headers) =>
    portal.call('POST', `${app.path}/approval-request`, { headers });
  expect((await ask()).json()).toMatchObject({ refusal: null });
  portal.clock.advance(60);
  await refuse(app.id, { reason: 'No website.' });
  portal.clock.advance(60);
  const askedAgainAt = portal.clock.now().toISOString();
  const asked = await ask();
  expect([asked.statusCode, asked.json(), asked.headers.etag]).toMatchObject([
    200,
    { approved: false, refusal: { reason: 'No website.', askedAgainAt } },
    '"3"',
  ]);
  portal.clock.advance(60);
  expect((await ask()).json()).toMatchObject({ refusal: { askedAgainAt } });
  const isListed = async (query: string) =>
    (await portal.call('GET', `${url}?search=${app.id}&${query}`, operator)).body.includes(app.id);
  expect([await isListed('refused=true'), await isListed('approved=false&refused=false')]).toEqual([
    false,
    true,
  ]);
  const summaries = (await portal.call('GET', '/api/portal/apps')).json<{ data: Json[] }>().data;
  expect(summaries.find(({ id }) => id === app.id)).toMatchObject({ refused: false });
  // For the same reason as before, that is an answer, too.
  expect((await refuse(app.id, { reason: 'No website.' })).json()).toMatchObject({
    refusal: { askedAgainAt: null },
  });
  portal.clock.advance(60);
  await ask();
  portal.clock.advance(60);
  expect((await decide(app.id, { approved: true, note: 'Fine.' })).json()).toMatchObject({
    approved: true,
    refusal: null,
  });
  expect((await portal.audit(app.id)).map(({ action }) => action)).toEqual([
    'app.created',
    'app.refused',
    'app.asked_again',
    'app.refused',
    'app.asked_again',
    'app.approved',
  ]);
  const stranger = await signIn(portal.db);
  expectProblem(await ask(stranger.headers), 404, 'not_found', []);
});
