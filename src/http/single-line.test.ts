import { beforeAll, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import { isSingleLine } from './single-line.ts';
import type { Server } from './server.ts';

const database = useDatabase();
let app: Server;
let caller: TestPerson;
let ids: { tenantId: number; organisationId: string };

beforeAll(async () => {
  const { db } = database.current;
  app = await buildTestApp(db, new TestClock().now);
  const { tenantId } = await createTenant(db);
  const organisationId = crypto.randomUUID();
  await db
    .insertInto('developer_organisations')
    .values({ id: organisationId, name: 'Acme', tenant_id: null })
    .execute();
  ids = { tenantId, organisationId };
  caller = await signIn(db, {
    operator: true,
    memberships: [{ tenantId, role: 'administrator' }],
    organisationIds: [organisationId],
  });
});

describe('one line', () => {
  test.each([
    'Evergreen Heating & Air',
    "O'Brien-Łukasz",
    'מיזוג אוויר',
    'تكييف',
    '空调',
    '👩‍🔧 Plumbing',
    ' a ',
  ])('may be %j', (text) => {
    expect(isSingleLine(text)).toBe(true);
  });

  test.each([
    '',
    '  ',
    'a\nb',
    'a\r\nBcc: x@y.test',
    'a\tb',
    'a\u0000b',
    'a\u001b[2Jb',
    'a\u007fb',
    'a\u0085b',
    'a\u2028b',
    'a\u2029b',
    'a\u202egnp.exe',
    'a\u2066b\u2069',
    'a\n',
  ])('is not %j', (text) => {
    expect(isSingleLine(text)).toBe(false);
  });
});

const place = { timeZone: 'America/Denver', region: 'US' };

describe('a name of more than a line is refused, by its field, to', () => {
  test.each([
    ['POST', '/api/operator/tenants', { ...place, name: 'X' }, 'name'],
    ['POST', '/api/operator/tenants', { ...place, name: 'Evergreen', brandName: 'X' }, 'brandName'],
    ['PATCH', '/api/operator/tenants/:tenantId', { name: 'X' }, 'name'],
    ['POST', '/api/operator/networks', { name: 'X' }, 'name'],
    ['POST', '/api/operator/organisations', { name: 'X' }, 'name'],
    ['PATCH', '/api/people/me', { name: 'X' }, 'name'],
    [
      'POST',
      '/api/settings/tenants/:tenantId/people',
      { email: 'a@b.test', name: 'X', role: 'administrator' },
      'name',
    ],
    ['POST', '/api/portal/organisations/:organisationId/people', { email: 'a@b.test', name: 'X' }, 'name'],
    ['POST', '/api/settings/tenants/:tenantId/routers', { name: 'X', rules: [] }, 'name'],
  ] as const)('%s %s %j', async (method, path, body, field) => {
    const url = path
      .replace(':tenantId', String(ids.tenantId))
      .replace(':organisationId', ids.organisationId);
    for (const wrong of ['Ever\ngreen', 'Ever\u001bgreen', 'Ever\u202egreen']) {
      const payload = { ...body, [field]: wrong };
      const answer = await app.inject({ method, url, headers: caller.headers, payload });
      expectProblem(answer, 400, 'validation_failed', [field]);
      expect(answer.body).toContain('must be a single line');
    }
  });
});
