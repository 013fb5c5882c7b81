import { expect, test } from 'vitest';
import { deliveriesOf, createSubscribed, publishEvents } from '../../test/deliveries.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import type { Actor } from '../audit/record.ts';
import { switchPreview } from './preview.ts';

const database = useDatabase();
const clock = new TestClock();
const actor: Actor = {
  kind: 'person',
  personId: 'operator-1',
  email: 'operator@fieldhook.test',
  ipAddress: '192.0.2.7',
};
const change = (tenantId: number, on: boolean, note = 'Asked for by Dana, ticket 7') =>
  database.current.db
    .transaction()
    .execute((trx) => switchPreview(trx, actor, { tenantId, on, note }, clock.now()));

test('the preview is switched with a note that stays, and who did it stands in the audit log', async () => {
  const { db } = database.current;
  const { tenantId } = await createSubscribed(db, 'https://receiver.test');
  await change(tenantId, false);
  expect(
    await db.selectFrom('tenants').selectAll().where('id', '=', tenantId).executeTakeFirst(),
  ).toMatchObject({
    preview: false,
    preview_note: 'Asked for by Dana, ticket 7',
    preview_changed_at: clock.now(),
  });
  expect(
    await db.selectFrom('audit_log').selectAll().where('tenant_id', '=', tenantId).execute(),
  ).toMatchObject([
    {
      action: 'tenant.preview_switched',
      person_email: 'operator@fieldhook.test',
      ip_address: '192.0.2.7',
      detail: { on: false, note: 'Asked for by Dana, ticket 7' },
    },
  ]);
});

test('what happened while the preview was off is never sent; what happens afterwards is', async () => {
  const { db } = database.current;
  const subscribed = await createSubscribed(db, 'https://receiver.test');
  await change(subscribed.tenantId, false);
  await publishEvents(db, subscribed, clock.now());
  await change(subscribed.tenantId, true);
  expect(await deliveriesOf(db, subscribed.tenantId)).toEqual([]);
  const events = db
    .selectFrom('events')
    .select('undelivered_reason')
    .where('tenant_id', '=', subscribed.tenantId);
  expect(await events.execute()).toEqual([{ undelivered_reason: 'preview_off' }]);
  await publishEvents(db, subscribed, clock.now());
  expect(await deliveriesOf(db, subscribed.tenantId)).toMatchObject([{ state: 'pending' }]);
});

test('a switch needs a note and a tenant', async () => {
  const { tenantId } = await createSubscribed(database.current.db, 'https://receiver.test');
  for (const note of ['', '  ', 'x'.repeat(1001)]) {
    await expect(change(tenantId, false, note)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: { note: [expect.any(String)] },
    });
  }
  await expect(change(999_999, false)).rejects.toMatchObject({ code: 'not_found' });
});
