import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { signIn } from '../../test/people.ts';
import { completed, type Json, type Portal, setPortal } from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';

const database = useDatabase();
let portal: Portal;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
});

describe('the entity tag', () => {
  const changes: [string, 'PATCH' | 'PUT' | 'POST' | 'DELETE', string, Json | undefined][] = [
    ['the app', 'PATCH', '', { name: 'Other' }],
    ['tenants', 'PUT', '/tenants', { tenants: [{ tenantId: 1 }] }],
    ['networks', 'PUT', '/networks', { networks: [{ networkId: 1 }] }],
    ['a webhook', 'PATCH', `/webhooks/${completed}`, { enabled: false }],
    ['a key', 'POST', `/webhooks/${completed}/key-rotation`, {}],
    ['whether it is there', 'DELETE', '', undefined],
  ];
  test.each(changes)(
    'is required to change %s, and must be the newest',
    async (_what, method, rest, body) => {
      const app = await portal.createApp();
      const given = body === undefined ? {} : { body };
      for (const etag of [undefined, '', '*']) {
        const answer = await portal.call(method, `${app.path}${rest}`, {
          ...given,
          ...(etag !== undefined && { etag }),
        });
        expectProblem(answer, 428, 'if_match_required', ['If-Match']);
      }
      await portal.change(app, 'PATCH', '', { name: 'Changed meanwhile' });
      for (const etag of [app.etag, 'W/"2"', '2', '"02"', '"2", "1"', '"99999999999999999999"', 'x']) {
        const answer = await portal.call(method, `${app.path}${rest}`, { ...given, etag });
        expectProblem(answer, 412, 'changed_meanwhile', ['If-Match']);
      }
      expect(await portal.audit(app.id)).toHaveLength(2);
      const answer = await portal.call(method, `${app.path}${rest}`, { ...given, etag: '"2"' });
      expect(answer.statusCode).toBe(method === 'DELETE' ? 204 : 200);
    },
  );

  test('lets one of many win who change the same state at once', async () => {
    const app = await portal.createApp();
    const other = await signIn(portal.db, { organisationIds: [portal.organisationId] });
    // Both have read the app when they come to change it: the row is locked meanwhile.
    const { answers } = await portal.db.transaction().execute(async (trx) => {
      await trx.selectFrom('apps').select('id').where('id', '=', app.id).forUpdate().execute();
      const started = [
        portal.call('PATCH', app.path, { etag: app.etag, body: { name: 'Mine' } }),
        portal.call('PATCH', app.path, { etag: app.etag, body: { name: 'Theirs' }, headers: other.headers }),
        portal.call('PUT', `${app.path}/tenants`, { etag: app.etag, body: { tenants: [{ tenantId: 9 }] } }),
        portal.call('DELETE', app.path, { etag: app.etag }),
      ];
      await waitingForLocks(started.length);
      return { answers: Promise.all(started) };
    });
    const settled = await answers;
    const won = settled.filter((answer) => answer.statusCode < 300);
    expect(won).toHaveLength(1);
    for (const answer of settled.filter((one) => !won.includes(one))) {
      expectProblem(answer, 412, 'changed_meanwhile', ['If-Match']);
    }
    expect(await portal.audit(app.id)).toHaveLength(2);
    const { revision } = await portal.db
      .selectFrom('apps')
      .select('revision')
      .where('id', '=', app.id)
      .executeTakeFirstOrThrow();
    expect(revision).toBe(2);
  });
});

async function waitingForLocks(count: number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waiting: number }>`select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(portal.db);
    if ((rows[0]?.waiting ?? 0) >= count) return;
  }
}
