import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  byPeople,
  expectRefusal,
  idsOf,
  isRead,
  modeFor,
  nameOf,
  saying,
  startWalk,
  type Walk,
  withoutTraceId,
} from '../../test/access-walk.ts';
import { addDeleted, buildHouse, fillPath, keyOf, neverThere } from '../../test/access-world.ts';
import { TestClock, useDatabase } from '../../test/db.ts';

// A walk is some hundred calls, more with every route.
vi.setConfig({ testTimeout: 120_000 });

const database = useDatabase(4);
let deleted: Readonly<Record<string, string>>;
let walk: Walk;

beforeAll(async () => {
  walk = await startWalk(database.current.db, new TestClock());
  deleted = await addDeleted(walk.db, walk.house);
});

describe('to those who may call it,', () => {
  test('no route answers as if the thing were not there or not theirs', async () => {
    // A house for each change, since some take away what others need. Without this, ids that fit nothing would pass above.
    const refused: object[] = [];
    for (const route of walk.routesBy(...byPeople, 'client')) {
      const own =
        isRead(route) && modeFor(route) === 'tenant'
          ? walk.house
          : await buildHouse(walk.db, 'Own', modeFor(route));
      const headers = await walk.entitled(route, own);
      const answer = await walk.call(route, fillPath(route.url, own.ids), headers);
      if ([401, 403, 404, 500].includes(answer.statusCode)) refused.push(saying(route, answer));
    }
    // There the code itself is what is not found: nothing is set up.
    expect(refused).toEqual([
      { route: 'POST /api/people/me/second-factor/confirm', status: 404, code: 'not_found' },
    ]);
  });

  test('what is another’s, what never was and what is deleted are the same, byte for byte', async () => {
    const configuring = await buildHouse(walk.db, 'Configuring', 'developer');
    const different: object[] = [];
    await walk.changingNothing(async () => {
      for (const route of walk.routesBy(...byPeople, 'client')) {
        const own = modeFor(route) === 'developer' ? configuring : walk.house;
        const headers = await walk.entitled(route, own);
        for (const parameter of idsOf(route)) {
          const key = keyOf(route.url, parameter);
          // To an operator nothing belongs to others.
          const foreign = route.access.by === 'operator' ? undefined : walk.stranger.ids[key];
          const ids = [neverThere[key], foreign, deleted[key], 'x', 'x'.repeat(5_000), '0'];
          const texts = new Set<string>();
          for (const id of ids.filter((one) => one !== undefined)) {
            const path = fillPath(route.url, own.ids, { [parameter]: id });
            const answer = await walk.call(route, path, headers);
            if (answer.statusCode !== 404) different.push({ parameter, id, ...saying(route, answer) });
            texts.add(withoutTraceId(answer));
          }
          if (texts.size !== 1) different.push({ route: nameOf(route), parameter, texts: [...texts] });
        }
      }
    });
    expect(different).toEqual([]);
  });

  test('a tenant that is not theirs is the same whether it exists or not, byte for byte', async () => {
    for (const route of walk.routesBy('tenant', 'client')) {
      const parameter = route.access.by === 'tenant' ? 'tenantId' : 'tenant';
      const headers = await walk.entitled(route, walk.house);
      const texts = new Set<string>();
      for (const id of [walk.stranger.ids['tenant'] ?? '', '999999999', '9007199254740993', '0', 'x', ' ']) {
        const answer = await walk.call(
          route,
          fillPath(route.url, walk.house.ids, { [parameter]: id }),
          headers,
        );
        expectRefusal(route, answer, parameter === 'tenantId' ? 'not_found' : 'tenant_not_covered');
        texts.add(withoutTraceId(answer));
      }
      expect(texts.size).toBe(1);
    }
  });
});
