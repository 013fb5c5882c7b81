import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import { startTestWorker } from '../../test/deliveries.ts';
import { browserUserAgent, createScheduler, createTenant } from '../../test/factories.ts';
import { signIn } from '../../test/people.ts';
import { settingsOf } from '../../test/settings.ts';
import { startReceiver } from '../../test/receiver.ts';
import { completed, setPortal } from '../../test/portal.ts';

const database = useDatabase();

test('what a visitor completes reaches an app that was registered, approved and allowed, signed with its key', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const portal = await setPortal(db, [receiver.origin]);
  const tenant = await createTenant(db);
  const app = await portal.createApp({
    events: [{ eventType: completed, deliveryUrl: `${receiver.origin}/hook` }],
    tenants: [{ tenantId: tenant.tenantId }],
  });
  const { headers: operator } = await signIn(db, { operator: true });
  const approval = { headers: operator, body: { approved: true, note: 'Known partner' } };
  const approved = await portal.call('POST', `/api/operator/apps/${app.id}/approval`, approval);
  expect(approved.statusCode).toBe(200);
  const settings = await settingsOf(portal.app, db, tenant.tenantId);
  const allowed = await settings.post(`/apps/${app.id}/connection`, { version: 1 });
  expect(allowed.statusCode).toBeLessThan(300);
  // The library that verifies looks at the real clock.
  const clock = new TestClock(new Date());
  portal.clock.advance((clock.now().getTime() - portal.clock.now().getTime()) / 1000);

  const post = async (url: string, body: object, headers: Record<string, string> = {}) => {
    const answer = await portal.app.inject({
      method: 'POST',
      url,
      headers: { 'user-agent': browserUserAgent, 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(body),
    });
    expect(answer.statusCode).toBeLessThan(300);
    return answer.json<{ sessionId: string; secret: string }>();
  };
  const sessions = '/scheduler/v1/sessions';
  const schedulerId = await createScheduler(db, tenant);
  const { sessionId, secret } = await post(sessions, { dataApiKey: tenant.dataApiKey, schedulerId });
  await post(
    `${sessions}/${sessionId}/complete`,
    { sequence: 1, secret, customer: { firstName: 'Dana', phone: '(310) 555-0142' } },
    { 'idempotency-key': 'booking-1' },
  );

  startTestWorker(pool, [receiver.origin], clock.now).wake.wake();
  await receiver.arrived(1);
  const [{ body, headers } = { body: Buffer.of(), headers: {} }] = receiver.received;
  const key = app.keys[completed] ?? '';
  const event = new Webhook(key).verify(body.toString(), headers as Record<string, string>);
  expect(event).toMatchObject({
    type: completed,
    data: { tenantId: tenant.tenantId, session: { id: sessionId, sessionOutcome: 'completed' } },
  });

  const connections = await portal.call('GET', `${app.path}/connections`);
  expect(connections.json().data).toMatchObject([
    {
      tenantId: tenant.tenantId,
      state: 'connected',
      connectedVersion: 1,
      clientId: expect.stringMatching(/^cid\./),
    },
  ]);
});
