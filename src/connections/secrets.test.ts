import { describe, expect, test } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createApp, createTenant } from '../../test/factories.ts';
import { hashSecret, newClientId } from '../lib/ids.ts';
import { withTenant } from '../lib/isolation.ts';
import { generateSecret, listSecrets, revokeSecret } from './secrets.ts';

const database = useDatabase();
const clock = new TestClock();

async function createClient(): Promise<{ tenantId: number; clientId: string }> {
  const { db } = database.current;
  const { tenantId } = await createTenant(db);
  const { appId } = await createApp(db, 'https://receiver.test');
  const clientId = newClientId();
  await db
    .insertInto('clients')
    .values({ id: clientId, app_id: appId, tenant_id: tenantId, created_at: clock.now() })
    .execute();
  return { tenantId, clientId };
}

const generate = (tenantId: number, clientId: string) =>
  withTenant(database.current.db, tenantId, (trx) =>
    generateSecret(trx, { clientId, createdBy: null }, clock.now()),
  );
const revoke = (tenantId: number, clientId: string, secretId: string) =>
  withTenant(database.current.db, tenantId, (trx) => revokeSecret(trx, { clientId, secretId }, clock.now()));

describe('the secrets of a client', () => {
  test('are shown once and stored as a hash with their last four characters', async () => {
    const { tenantId, clientId } = await createClient();
    const { id, secret, hint } = await generate(tenantId, clientId);
    expect(secret).toMatch(/^cs2\.[A-Za-z0-9]{32}$/);
    expect(secret.endsWith(hint)).toBe(true);
    const row = await database.current.db
      .selectFrom('client_secrets')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(row.hash).toEqual(hashSecret(secret));
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(await listSecrets(database.current.db, clientId)).toEqual([
      { id, hint: secret.slice(-4), createdAt: clock.now(), lastUsedAt: null, revokedAt: null },
    ]);
  });

  test('are two at most: a third is refused until one is revoked, and then takes its place', async () => {
    const { tenantId, clientId } = await createClient();
    const first = await generate(tenantId, clientId);
    const second = await generate(tenantId, clientId);
    await expect(generate(tenantId, clientId)).rejects.toMatchObject({ code: 'secret_limit_reached' });
    expect(await revoke(tenantId, clientId, first.id)).toBe('revoked');
    clock.advance(1);
    const third = await generate(tenantId, clientId);
    await expect(generate(tenantId, clientId)).rejects.toMatchObject({ code: 'secret_limit_reached' });
    const listed = await listSecrets(database.current.db, clientId);
    expect(listed.map(({ id }) => id)).toEqual([third.id, second.id, first.id]);
  });

  test('are never three active, however many generate at once', async () => {
    const { tenantId, clientId } = await createClient();
    const tried = await Promise.allSettled(Array.from({ length: 8 }, () => generate(tenantId, clientId)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const one of tried) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'secret_limit_reached' });
    }
    expect(await listSecrets(database.current.db, clientId)).toHaveLength(2);
  });

  test('are revoked once; again changes nothing', async () => {
    const { tenantId, clientId } = await createClient();
    const { id } = await generate(tenantId, clientId);
    const at = clock.now();
    expect(await revoke(tenantId, clientId, id)).toBe('revoked');
    clock.advance(60);
    expect(await revoke(tenantId, clientId, id)).toBe('unchanged');
    expect(await listSecrets(database.current.db, clientId)).toMatchObject([{ id, revokedAt: at }]);
  });

  test("of another client cannot be told from none, and are not the other tenant's to see", async () => {
    const [own, other] = [await createClient(), await createClient()];
    const { id } = await generate(other.tenantId, other.clientId);
    for (const secretId of [id, '01890000-0000-7000-8000-000000000000', 'x', '']) {
      await expect(revoke(own.tenantId, own.clientId, secretId)).rejects.toMatchObject({ code: 'not_found' });
    }
    // Even with the right client: the database shows the tenant no such row.
    await expect(revoke(own.tenantId, other.clientId, id)).rejects.toMatchObject({ code: 'not_found' });
    const seen = await withTenant(database.current.db, own.tenantId, (trx) =>
      listSecrets(trx, other.clientId),
    );
    expect(seen).toEqual([]);
  });
});
