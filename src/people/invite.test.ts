import { beforeEach, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { openMailbox, tokenIn } from '../../test/mailbox.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import { createPersonWithPassword } from './people.ts';
import type { Member } from './schema.ts';

const database = useDatabase();
const clock = new TestClock(new Date());
let tenantId: number;
let path: string;
let boss: TestPerson;

beforeEach(async () => {
  const { db } = database.current;
  ({ tenantId } = await createTenant(db));
  path = `/api/settings/tenants/${tenantId}/people`;
  boss = await signIn(db, { memberships: [{ tenantId, role: 'administrator' }] });
});

/** A server that sends mail, called by the administrator. */
async function openMailing() {
  const { sendMail, mails } = await openMailbox();
  const mailing = await buildTestApp(database.current.db, clock.now, undefined, [], { sendMail });
  const post = (url: string, payload?: object) =>
    mailing.inject({ method: 'POST', url, headers: boss.headers, ...(payload !== undefined && { payload }) });
  return { mailing, mails, post };
}

test('an invitation is sent again until it is accepted: with a new link, and the one of before works no longer', async () => {
  const { mailing, mails, post } = await openMailing();
  const email = 'again@people.test';
  const invited = await post(path, { email, role: 'office_employee' });
  const url = `${path}/${invited.json<Member>().personId}/invitation`;
  clock.advance(1);
  const again = await post(url);
  expect([again.statusCode, again.json()]).toEqual([200, { email, mail: 'sent' }]);
  const browser = new Browser(mailing);
  const choose = (mail: string | undefined) =>
    browser.post('/api/people/password-reset/confirm', {
      token: tokenIn(mail),
      newPassword: 'correct horse battery',
    });
  expect((await choose(mails[0])).statusCode).toBe(400);
  expect((await choose(mails[1])).statusCode).toBe(204);
  await browser.signIn(email, 'correct horse battery');
  expectProblem(await post(url), 409, 'invitation_accepted', []);
  const { data } = (await mailing.inject({ url: path, headers: boss.headers })).json<{ data: Member[] }>();
  expect(data.find((member) => member.email === email)).toMatchObject({ hasAccepted: true });
  const lines = await database.current.db
    .selectFrom('audit_log')
    .select(['action', 'person_id', 'detail'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  expect(lines).toMatchObject([
    { action: 'person.invited' },
    { action: 'person.invited_again', person_id: boss.personId, detail: { email } },
  ]);
});

test('an invitation sent again leaves alone what somebody with a password asked for, and mails no more often than the first', async () => {
  const { db } = database.current;
  const { mailing, mails, post } = await openMailing();
  const [email, password] = ['busy@people.test', 'correct horse battery'];
  await createPersonWithPassword(db, { email, name: 'Busy', password }, clock.now());
  await new Browser(mailing).post('/api/people/password-reset', { email });
  await expect.poll(() => mails.length).toBe(1);
  const invited = await post(path, { email, role: 'office_employee' });
  const url = `${path}/${invited.json<Member>().personId}/invitation`;
  const send = async () => (await post(url)).json<{ mail: string }>().mail;
  expect([await send(), await send()]).toEqual(['sent', 'failed']);
  const kept = await new Browser(mailing).post('/api/people/password-reset/confirm', {
    token: tokenIn(mails[0]),
    newPassword: password,
  });
  expect(kept.statusCode).toBe(204);
});
