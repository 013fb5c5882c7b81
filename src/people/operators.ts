import { type Actor, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';

/** Makes a person one of the vendor's staff; `already_exists` if they are. */
export async function addOperator(
  trx: Db,
  actor: Actor,
  { personId, email }: { readonly personId: string; readonly email: string },
  now: Date,
): Promise<void> {
  const added = await trx
    .insertInto('operators')
    .values({ person_id: personId, created_at: now })
    .onConflict((conflict) => conflict.column('person_id').doNothing())
    .returning('person_id')
    .executeTakeFirst();
  if (added === undefined) throw new ApiError('already_exists');
  await recordAudit(trx, actor, now, { action: 'operator.created', detail: { email } });
}
