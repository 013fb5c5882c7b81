import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { type Portal, portalPath, setPortal } from '../../test/portal.ts';
import type { AppSummary } from './schema.ts';

const database = useDatabase();
let portal: Portal;
let ids: string[];

beforeAll(async () => {
  portal = await setPortal(database.current.db);
  ids = [];
  for (const name of ['Alpha', 'Beta', 'Alphabet']) ids.unshift((await portal.createApp({ name })).id);
});

const list = async (query: string) =>
  (await portal.call('GET', `${portalPath}${query}`)).json<{
    data: AppSummary[];
    nextCursor: string | null;
  }>();

test('apps are paged without gaps, also those of one instant, and found by a part of the name', async () => {
  const whole = await list('');
  expect(whole.data.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(whole.nextCursor).toBeNull();
  const first = await list('?limit=2');
  const rest = await list(`?limit=2&cursor=${first.nextCursor}`);
  expect([...first.data, ...rest.data]).toEqual(whole.data);
  expect(rest.nextCursor).toBeNull();
  expect((await list('?search=alpha')).data.map(({ name }) => name).toSorted()).toEqual([
    'Alpha',
    'Alphabet',
  ]);
});

test.each(['?limit=0', '?limit=201', '?cursor=x'])('but not by %s', async (query) => {
  expect((await portal.call('GET', `${portalPath}${query}`)).statusCode).toBe(400);
});
