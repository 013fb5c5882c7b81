import { beforeEach, expect, test } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createSubscribed } from '../../test/deliveries.ts';
import { completed } from '../../test/portal.ts';
import { addSeconds } from '../lib/clock.ts';
import { DISABLING_ATTEMPTS } from './failing.ts';
import { insertWarning, updateDisabled } from './queries.ts';

// Between the decision and the deed a webhook may succeed, be enabled again, or be disabled by somebody else: the statement that
// does it looks again.

const DAY = 86_400;
const database = useDatabase();
const now = new TestClock().now();
const ago = (days: number): Date => addSeconds(now, -days * DAY);
const enough = { since: ago(5), attempts: DISABLING_ATTEMPTS };
let webhookId: string;
beforeEach(async () => {
  webhookId = (await createSubscribed(database.current.db, 'https://receiver.test/')).webhooks[completed];
});

const health = (values: object) =>
  database.current.db
    .insertInto('webhook_health')
    .values({ webhook_id: webhookId, ...values })
    .execute();
const warn = (days: 1 | 3) => insertWarning(database.current.db, webhookId, days, null, now);
async function disabled(): Promise<{ disabled_at: Date | null; disabled_reason: string | null }> {
  const { db } = database.current;
  await updateDisabled(db, webhookId, enough, now);
  return db
    .selectFrom('webhooks')
    .select(['disabled_at', 'disabled_reason'])
    .where('id', '=', webhookId)
    .executeTakeFirstOrThrow();
}
const enabled = { disabled_at: null, disabled_reason: null };

test.each([
  ['has succeeded', { failing_since: null }],
  ['has succeeded and failed again', { failing_since: ago(0.5) }],
  ['was warned of', { failing_since: ago(2), warned_days: 1 }],
  ['was warned of more', { failing_since: ago(4), warned_days: 3 }],
])('nobody is warned of a webhook that meanwhile %s', async (_what, values) => {
  await health(values);
  expect(await warn(1)).toBe(false);
});

test('a warning is given once', async () => {
  await health({ failing_since: ago(4) });
  expect([await warn(1), await warn(1), await warn(3), await warn(3)]).toEqual([true, false, true, false]);
});

test.each([
  ['has succeeded', { failing_since: null, failed_attempts: 0 }],
  ['has succeeded and failed again often', { failing_since: ago(1), failed_attempts: 100 }],
  ['was enabled again', { failing_since: ago(6), failed_attempts: DISABLING_ATTEMPTS - 1 }],
])('a webhook that meanwhile %s is not disabled', async (_what, values) => {
  await health(values);
  expect(await disabled()).toEqual(enabled);
});

test('a webhook that was disabled meanwhile keeps the reason and since when', async () => {
  await health({ failing_since: ago(6), failed_attempts: 50 });
  const paused = { disabled_at: ago(0.1), disabled_reason: 'paused' };
  await database.current.db.updateTable('webhooks').set(paused).where('id', '=', webhookId).execute();
  expect(await disabled()).toEqual(paused);
});

test('a webhook that has failed enough is disabled', async () => {
  await health({ failing_since: ago(5), failed_attempts: DISABLING_ATTEMPTS });
  expect(await disabled()).toEqual({ disabled_at: now, disabled_reason: 'failing' });
});
