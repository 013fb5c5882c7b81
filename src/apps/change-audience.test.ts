import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { type Json, type Portal, setPortal } from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';

const database = useDatabase();
let portal: Portal;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
});

describe('the audience', () => {
  test('is replaced as a whole, keeps who stays, and is told in the audit log', async () => {
    const app = await portal.createApp({ tenants: [{ tenantId: 1 }, { tenantId: 2 }, { tenantId: 3 }] });
    portal.clock.advance(60);
    const tenants = [{ tenantId: 4 }, { tenantId: 3, note: 'renamed' }, { tenantId: 2 }];
    const answer = await portal.change(app, 'PUT', '/tenants', { tenants });
    expect(answer.json().tenants).toEqual([
      { tenantId: 2, note: null },
      { tenantId: 3, note: 'renamed' },
      { tenantId: 4, note: null },
    ]);
    expect((await portal.audit(app.id)).at(-1)).toMatchObject({
      action: 'app.tenants_changed',
      detail: { added: [4], removed: [1], renoted: [3] },
    });
    portal.clock.advance(60);
    const networks = await portal.change(app, 'PUT', '/networks', { networks: [{ networkId: 8, note: '' }] });
    expect(networks.json().networks).toEqual([{ networkId: 8, note: null }]);
    expect((await portal.audit(app.id)).at(-1)).toMatchObject({
      action: 'app.networks_changed',
      detail: { added: [8], removed: [], renoted: [] },
    });
    expect((await portal.change(app, 'PUT', '/networks', { networks: [] })).json().networks).toEqual([]);
  });

  test.each<[string, Json, string[]]>([
    ['tenants', { tenants: [{ tenantId: 7 }, { tenantId: 7 }] }, ['tenants.1.tenantId']],
    ['tenants', { tenants: [{ tenantId: 2 ** 53 }] }, ['tenants.0.tenantId']],
    ['tenants', {}, ['tenants']],
    [
      'tenants',
      { tenants: Array.from({ length: 1_001 }, (_, index) => ({ tenantId: index + 1 })) },
      ['tenants'],
    ],
    ['networks', { networks: [{ networkId: 7 }, { networkId: 7 }] }, ['networks.1.networkId']],
    ['networks', { networks: [{ networkId: 0 }] }, ['networks.0.networkId']],
  ])('refuses wrong %s: %j', async (audience, body, fields) => {
    const app = await portal.createApp();
    expectProblem(await portal.change(app, 'PUT', `/${audience}`, body), 400, 'validation_failed', fields);
  });
});
