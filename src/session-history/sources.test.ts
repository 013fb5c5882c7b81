import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createScheduler, createTenant } from '../../test/factories.ts';
import { insertPastSession } from '../../test/past-sessions.ts';
import { type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem, setScene } from '../../test/visitor.ts';
import { addSeconds } from '../lib/clock.ts';
import type { SessionPage } from './schema.ts';

const database = useDatabase();
const began = new Date('2026-07-10T00:00:00Z');
let office: Settings;
const ids: Record<'search' | 'campaign' | 'direct' | 'again', string> = {
  search: '',
  campaign: '',
  direct: '',
  again: '',
};

beforeAll(async () => {
  const { db } = database.current;
  const { app, tenant, schedulerId } = await setScene(db);
  office = await settingsOf(app, db, tenant.tenantId, { role: 'office_employee' });
  const insert = (seconds: number, from: object) =>
    insertPastSession(
      db,
      tenant.tenantId,
      { scheduler_id: schedulerId },
      { created_at: addSeconds(began, seconds), ...from },
    );
  ids.search = await insert(0, { utm_source: 'Google' });
  ids.campaign = await insert(1, { campaign_name: 'Spring', utm_source: 'google' });
  ids.direct = await insert(2, {});
  ids.again = await insert(3, {});
  const other = await createTenant(db);
  const scheduler_id = await createScheduler(db, other);
  await insertPastSession(db, other.tenantId, { scheduler_id }, { created_at: began, utm_source: 'bing' });
});

const at = (seconds: number): string => encodeURIComponent(addSeconds(began, seconds).toISOString());

describe('where visitors came from', () => {
  test.each<[string, (keyof typeof ids)[]]>([
    ['direct', ['again', 'direct']],
    ['GOOGLE', ['search']],
    ['spring', ['campaign']],
    ['goo', []],
  ])('is filtered by as the list shows it: %s', async (source, found) => {
    const { data } = (await office.get(`/sessions?source=${source}`)).json<SessionPage>();
    expect(data.map(({ id }) => id)).toEqual(found.map((name) => ids[name]));
    const file = await office.get(`/sessions/export?source=${source}`);
    expect(file.body.trim().split('\r\n')).toHaveLength(found.length + 1);
  });

  test('is offered to choose from, the most frequent first, of the time asked for alone', async () => {
    const offered = async (query = '') => (await office.get(`/sessions/sources${query}`)).json<object>();
    expect(await offered()).toEqual({ data: ['Direct', 'Google', 'Spring'] });
    expect(await offered(`?from=${at(1)}&until=${at(2)}`)).toEqual({ data: ['Spring'] });
    expect(await offered(`?until=${at(0)}`)).toEqual({ data: [] });
    expectProblem(await office.get('/sessions/sources?from=x'), 400, 'validation_failed', ['from']);
  });
});
