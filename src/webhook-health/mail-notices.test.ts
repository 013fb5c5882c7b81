import { beforeEach, describe, expect, test } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createSubscribed } from '../../test/deliveries.ts';
import { openMailbox } from '../../test/mailbox.ts';
import { signIn } from '../../test/people.ts';
import { completed } from '../../test/portal.ts';
import { addSeconds } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import type { Mail, SendMail } from '../people/mail.ts';
import { mailNotice } from './mail-notices.ts';
import { watchHealth } from './watch.ts';

const database = useDatabase();
const DAY = 86_400;
let clock: TestClock;
let app: Awaited<ReturnType<typeof createSubscribed>>;
let organisationId: string;
let colleague: string;

beforeEach(async () => {
  const { db } = database.current;
  clock = new TestClock();
  // Nothing that earlier tests have left is told of any more.
  await db.updateTable('apps').set({ deleted_at: clock.now() }).execute();
  await db.deleteFrom('webhook_notices').execute();
  app = await createSubscribed(db, 'https://receiver.test/secret-path');
  ({ organisation_id: organisationId } = await db
    .updateTable('apps')
    .set({ name: 'CRM', email: 'crm@developer.test' })
    .where('id', '=', app.appId)
    .returning('organisation_id')
    .executeTakeFirstOrThrow());
  const { personId } = await signIn(db, { organisationIds: [organisationId] });
  colleague = await emailOf(personId);
});

const emailOf = async (personId: string) =>
  (
    await database.current.db
      .selectFrom('people')
      .select('email')
      .where('id', '=', personId)
      .executeTakeFirstOrThrow()
  ).email;

async function fail(days: number): Promise<void> {
  const failingSince = clock.now();
  clock.advance(days * DAY);
  await database.current.db
    .insertInto('webhook_health')
    .values({
      webhook_id: app.webhooks[completed],
      failing_since: failingSince,
      failed_attempts: 25,
      last_failure_at: clock.now(),
      last_error: 'timeout',
    })
    .execute();
  await watch();
}

const watch = () => watchHealth({ db: database.current.db, clock: clock.now, onNotice: () => undefined });
const mailWith = (sendMail: SendMail) =>
  mailNotice({
    db: database.current.db,
    clock: clock.now,
    log: silentLog,
    sendMail,
    baseUrl: () => 'https://fieldhook.test',
  });

/** Keeps what is sent. */
function post(): { mails: Mail[]; sendMail: SendMail } {
  const mails: Mail[] = [];
  return {
    mails,
    sendMail: async (mail) => {
      mails.push(mail);
    },
  };
}

const setDisabled = (reason: 'gone' | null) =>
  database.current.db
    .updateTable('webhooks')
    .set({ disabled_at: reason && clock.now(), disabled_reason: reason })
    .where('id', '=', app.webhooks[completed])
    .execute();
const notices = () => database.current.db.selectFrom('webhook_notices').selectAll().orderBy('at').execute();

describe('a notice', () => {
  test('goes to the address of the app and to each who acts for its organisation, by a real mail', async () => {
    const { sendMail, mails } = await openMailbox();
    await fail(1);
    expect(await mailWith(sendMail)).toBe('more');
    expect(await mailWith(sendMail)).toBe('idle');
    const to = mails.map((mail) => /^To: (.*)$/m.exec(mail)?.[1]?.trim() ?? '');
    expect(to.toSorted()).toEqual(['crm@developer.test', colleague].toSorted());
    expect(await notices()).toMatchObject([{ mailed_at: clock.now(), mail_due_at: null, mail_tries: 1 }]);
  });

  test('of a tenant’s own organisation goes to its permitted people as well', async () => {
    const { db } = database.current;
    await db
      .updateTable('developer_organisations')
      .set({ tenant_id: app.tenantId })
      .where('id', '=', organisationId)
      .execute();
    const { tenantId } = app;
    const boss = await signIn(db, { memberships: [{ tenantId, role: 'administrator' }] });
    await signIn(db, { memberships: [{ tenantId, role: 'office_employee' }] });
    const { mails, sendMail } = post();
    await fail(1);
    await mailWith(sendMail);
    expect(mails.map(({ to }) => to)).toEqual([
      'crm@developer.test',
      colleague,
      await emailOf(boss.personId),
    ]);
  });

  test('of a warning says what fails since when and why, what to do, and when it will be disabled', async () => {
    const { mails, sendMail } = post();
    await fail(3);
    await mailWith(sendMail);
    const [mail] = mails;
    expect(mail?.subject).toBe(`CRM: the webhook ${completed} has failed for 3 days`);
    expect(mail?.text).toContain(
      'Every attempt to reach https://receiver.test has failed since 2026-07-14 15:00 UTC, 25 times. The last error is timeout:\n' +
        'No answer within 15 seconds; answer first and do the work afterwards.',
    );
    expect(mail?.text).toContain('the webhook is disabled on 2026-07-19 15:00 UTC');
    expect(mail?.text).toContain(`https://fieldhook.test/portal/apps/${app.appId}\n`);
    expect(mail?.text).not.toContain('secret-path');
  });

  test('of a webhook that was disabled says so, and that what is skipped can be replayed', async () => {
    const { mails, sendMail } = post();
    await fail(5);
    await mailWith(sendMail);
    expect(mails[0]?.subject).toBe(`CRM: the webhook ${completed} was disabled`);
    expect(mails[0]?.text).toContain('For 5 days there was nothing but failures.');
    expect(mails[0]?.text).toContain('enable\nthe webhook, and replay what was skipped.');
  });

  test('of a 410 says that the server wants no more', async () => {
    const { mails, sendMail } = post();
    await setDisabled('gone');
    await watch();
    await mailWith(sendMail);
    expect(mails[0]?.text).toContain('https://receiver.test answered 410 Gone');
    expect(mails[0]?.text).not.toContain('Every attempt');
  });

  test('that is no longer true is not mailed', async () => {
    const { mails, sendMail } = post();
    await setDisabled('gone');
    await watch();
    await setDisabled(null);
    await fail(1);
    await database.current.db
      .updateTable('webhook_health')
      .set({ failing_since: null, failed_attempts: 0 })
      .execute();
    while ((await mailWith(sendMail)) === 'more');
    expect(mails).toEqual([]);
    expect(await notices()).toMatchObject([
      { mail_due_at: null, mailed_at: null },
      { mail_due_at: null, mailed_at: null },
    ]);
  });
});

describe('a mail server that refuses', () => {
  const refuse: SendMail = () => Promise.reject(new Error('421'));

  test('is tried again after one, two, four minutes, and mails go out once when it takes them', async () => {
    await fail(1);
    for (const seconds of [60, 120, 240]) {
      expect(await mailWith(refuse)).toBe('more');
      expect(await mailWith(refuse)).toBe('idle');
      expect((await notices())[0]?.mail_due_at).toEqual(addSeconds(clock.now(), seconds));
      clock.advance(seconds);
    }
    const { mails, sendMail } = post();
    await mailWith(sendMail);
    clock.advance(DAY);
    await mailWith(sendMail);
    expect(mails).toHaveLength(2);
  });

  test('one address does not keep the mail from the others', async () => {
    const { mails, sendMail } = post();
    await fail(1);
    await mailWith((mail) => (mail.to === 'crm@developer.test' ? refuse(mail) : sendMail(mail)));
    expect(mails.map(({ to }) => to)).toEqual([colleague]);
    expect(await notices()).toMatchObject([{ mailed_at: clock.now() }]);
  });

  test('everything is given up on after ten tries', async () => {
    await fail(1);
    for (let tries = 1; tries <= 10; tries += 1) {
      await mailWith(refuse);
      clock.advance(2 ** tries * 60);
    }
    expect(await notices()).toMatchObject([{ mail_due_at: null, mailed_at: null, mail_tries: 10 }]);
    expect(await mailWith(refuse)).toBe('idle');
  });
});

test('a notice is mailed by one process, and again if that one dies before it says so', async () => {
  const { mails, sendMail } = post();
  await fail(1);
  await Promise.all(Array.from({ length: 4 }, () => mailWith(sendMail)));
  expect(mails).toHaveLength(2);
  await database.current.db
    .updateTable('webhook_notices')
    .set({ mailed_at: null, mail_due_at: addSeconds(clock.now(), 60) })
    .execute();
  expect(await mailWith(sendMail)).toBe('idle');
  clock.advance(60);
  await mailWith(sendMail);
  expect(mails).toHaveLength(4);
});

test('a notice of an app that is gone is not mailed', async () => {
  const { mails, sendMail } = post();
  await fail(1);
  await database.current.db
    .updateTable('apps')
    .set({ deleted_at: clock.now() })
    .where('id', '=', app.appId)
    .execute();
  await mailWith(sendMail);
  expect(mails).toEqual([]);
});
