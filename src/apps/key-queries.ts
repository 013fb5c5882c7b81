import type { Db } from '../lib/db.ts';

/** What is public of a webhook that signs asymmetrically, unless it or its app is gone. */
export function findPublicKeys(db: Db, webhookId: string) {
  return db
    .selectFrom('webhooks as w')
    .innerJoin('apps as a', 'a.id', 'w.app_id')
    .select(['w.public_key', 'w.previous_public_key', 'w.previous_key_pair_until'])
    .where('w.id', '=', webhookId)
    .where('w.asymmetric_signing', '=', true)
    .where('w.removed_at', 'is', null)
    .where('a.deleted_at', 'is', null)
    .executeTakeFirst();
}

/** Moves the instants of use along with keys that were just replaced: the new key has signed nothing yet. */
export async function updateKeyUse(
  trx: Db,
  webhookId: string,
  replaced: 'hmac_key' | 'key_pair',
  keepsPrevious: boolean,
): Promise<void> {
  await trx
    .updateTable('webhook_health')
    .set((row) =>
      replaced === 'hmac_key'
        ? {
            previous_key_last_used_at: keepsPrevious ? row.ref('key_last_used_at') : null,
            key_last_used_at: null,
          }
        : {
            previous_key_pair_last_used_at: keepsPrevious ? row.ref('key_pair_last_used_at') : null,
            key_pair_last_used_at: null,
          },
    )
    .where('webhook_id', '=', webhookId)
    .execute();
}
