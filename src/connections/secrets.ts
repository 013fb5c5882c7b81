import { validate as isUuid } from 'uuid';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { hashSecret, newSecret, newTimeOrderedId } from '../lib/ids.ts';

/** A client secret as people see it after the one time when it was shown. */
export interface ClientSecret {
  readonly id: string;
  /** The last four characters, to tell two secrets apart. */
  readonly hint: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/**
 * Makes a secret of a client; `secret` is known now and never again. At most two are active: each takes one of two slots, and a
 * unique index decides who gets the last one. Throws `secret_limit_reached`. The caller audits, naming the id alone.
 */
export async function generateSecret(
  trx: Db,
  { clientId, createdBy }: { readonly clientId: string; readonly createdBy: string | null },
  now: Date,
): Promise<{ id: string; secret: string; hint: string }> {
  const [id, secret] = [newTimeOrderedId(now), newSecret('cs2.')];
  const hint = secret.slice(-4);
  for (const slot of [1, 2]) {
    const taken = await trx
      .insertInto('client_secrets')
      .values({
        id,
        client_id: clientId,
        slot,
        hash: hashSecret(secret),
        hint,
        created_at: now,
        created_by: createdBy,
      })
      .onConflict((conflict) =>
        conflict.columns(['client_id', 'slot']).where('revoked_at', 'is', null).doNothing(),
      )
      .returning('id')
      .executeTakeFirst();
    if (taken !== undefined) return { id, secret, hint };
  }
  throw new ApiError('secret_limit_reached', { secret: ['Revoke one of the two active secrets first.'] });
}

/**
 * Revokes a secret of this client: `revoked`, or `unchanged` when it was revoked before. Throws `not_found` for any other
 * client's. The caller audits.
 */
export async function revokeSecret(
  trx: Db,
  { clientId, secretId }: { readonly clientId: string; readonly secretId: string },
  now: Date,
): Promise<'revoked' | 'unchanged'> {
  if (!isUuid(secretId)) throw new ApiError('not_found');
  const revoked = await trx
    .updateTable('client_secrets')
    .set({ revoked_at: now })
    .where('client_id', '=', clientId)
    .where('id', '=', secretId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (revoked !== undefined) return 'revoked';
  const known = await trx
    .selectFrom('client_secrets')
    .select('id')
    .where('client_id', '=', clientId)
    .where('id', '=', secretId)
    .executeTakeFirst();
  if (known === undefined) throw new ApiError('not_found');
  return 'unchanged';
}

const MAX_LISTED = 20;

/** The active secrets of a client, then the revoked ones, each with the newest first; at most 20. */
export async function listSecrets(db: Db, clientId: string): Promise<ClientSecret[]> {
  const rows = await db
    .selectFrom('client_secrets')
    .select(['id', 'hint', 'created_at', 'last_used_at', 'revoked_at'])
    .where('client_id', '=', clientId)
    .orderBy((eb) => eb('revoked_at', 'is not', null))
    .orderBy('id', 'desc')
    .limit(MAX_LISTED)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    hint: row.hint,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }));
}
