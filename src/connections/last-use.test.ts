import { expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { publishEvents } from '../../test/deliveries.ts';
import { createNetwork, createTenant } from '../../test/factories.ts';
import { createOfferedApp, settingsOf } from '../../test/settings.ts';
import type { AppDetail, AppList } from './schema.ts';

const database = useDatabase();
const clock = new TestClock();

test('an app that only receives says when it last took an event of this tenant; tokens are of the whole network', async () => {
  const { db } = database.current;
  const [one, other] = [await createTenant(db), await createTenant(db)];
  const networkId = await createNetwork(db, [one, other]);
  const { appId } = await createOfferedApp(db, { networks: [networkId] });
  const app = await buildTestApp(db, clock.now);
  const [here, there] = [await settingsOf(app, db, one.tenantId), await settingsOf(app, db, other.tenantId)];
  await here.post(`/apps/${appId}/connection`, { version: 1 });
  await there.post(`/apps/${appId}/connection`, { version: 1 });
  await publishEvents(db, one, clock.now(), 3);
  const ids = await db.selectFrom('deliveries').select('id').orderBy('id').execute();
  const finish = (index: number, state: 'delivered' | 'failed', finished_at: Date) =>
    db
      .updateTable('deliveries')
      .set({ state, finished_at, ...(state === 'failed' && { reason: 'retries_exhausted' }) })
      .where('id', '=', ids[index]?.id ?? '')
      .execute();
  // A replay: the older event was taken later.
  const [takenAt, earlier] = [new Date('2026-07-14T10:00:00Z'), new Date('2026-07-14T09:00:00Z')];
  await finish(0, 'delivered', takenAt);
  await finish(1, 'delivered', earlier);
  await finish(2, 'failed', clock.now());
  const usedAt = new Date('2026-07-14T11:00:00Z');
  await here.post(`/apps/${appId}/secrets`);
  await db.updateTable('client_secrets').set({ last_used_at: usedAt }).execute();

  const read = async (settings: typeof here) => {
    const [listed] = (await settings.get('/connections')).json<AppList>().data;
    const { connection } = (await settings.get(`/apps/${appId}`)).json<AppDetail>();
    const of = (what: { lastUsedAt: string | null; lastDeliveredAt: string | null } | null | undefined) => [
      what?.lastDeliveredAt,
      what?.lastUsedAt,
    ];
    return { listed: of(listed), detail: of(connection), network: listed?.networkName };
  };
  const network = 'Evergreen Group';
  const expected = [takenAt.toISOString(), usedAt.toISOString()];
  expect(await read(here)).toEqual({ listed: expected, detail: expected, network });
  const nothing = [null, usedAt.toISOString()];
  expect(await read(there)).toEqual({ listed: nothing, detail: nothing, network });
});
