import { type Actor, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { nameOfInvited } from './people.ts';
import type { ChangeMemberBody } from './schema.ts';

export interface NewMember {
  readonly personId: string;
  readonly email: string;
  /** What the inviter calls them; see `nameOfInvited`. */
  readonly name?: string | undefined;
  readonly role: 'administrator' | 'office_employee';
  readonly mayManageApiAccess?: boolean | undefined;
  readonly mayGenerateAppKey?: boolean | undefined;
}

/** Makes a person work for a tenant; `already_exists` if they do. */
export async function addTenantMember(
  trx: Db,
  actor: Actor,
  tenantId: number,
  member: NewMember,
  now: Date,
): Promise<void> {
  const { personId, email, role, mayManageApiAccess = false, mayGenerateAppKey = false } = member;
  const added = await trx
    .insertInto('tenant_members')
    .values({
      tenant_id: tenantId,
      person_id: personId,
      role,
      invited_name: nameOfInvited(member),
      may_manage_api_access: mayManageApiAccess,
      may_generate_app_key: mayGenerateAppKey,
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'person_id']).doNothing())
    .returning('person_id')
    .executeTakeFirst();
  if (added === undefined) throw new ApiError('already_exists');
  const detail = { email, role, mayManageApiAccess, mayGenerateAppKey };
  await recordAudit(trx, actor, now, { action: 'person.invited', tenantId, detail });
}

/** Changes role and permissions; those left out stay. */
export async function changeTenantMember(
  trx: Db,
  actor: Actor,
  tenantId: number,
  personId: string,
  change: ChangeMemberBody,
  now: Date,
): Promise<void> {
  const changed = await keepingAnAdministrator(
    trx
      .updateTable('tenant_members')
      .set({
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.mayManageApiAccess === undefined
          ? {}
          : { may_manage_api_access: change.mayManageApiAccess }),
        ...(change.mayGenerateAppKey === undefined ? {} : { may_generate_app_key: change.mayGenerateAppKey }),
      })
      .where('tenant_id', '=', tenantId)
      .where('person_id', '=', personId)
      .returning('person_id')
      .executeTakeFirst(),
  );
  if (changed === undefined) throw new ApiError('not_found');
  const email = await emailOf(trx, personId);
  await recordAudit(trx, actor, now, {
    action: 'person.permissions_changed',
    tenantId,
    detail: { email, ...change },
  });
}

export async function removeTenantMember(
  trx: Db,
  actor: Actor,
  tenantId: number,
  personId: string,
  now: Date,
): Promise<void> {
  const removed = await keepingAnAdministrator(
    trx
      .deleteFrom('tenant_members')
      .where('tenant_id', '=', tenantId)
      .where('person_id', '=', personId)
      .returning('person_id')
      .executeTakeFirst(),
  );
  if (removed === undefined) throw new ApiError('not_found');
  const detail = { email: await emailOf(trx, personId) };
  await recordAudit(trx, actor, now, { action: 'person.removed', tenantId, detail });
}

async function emailOf(trx: Db, personId: string): Promise<string> {
  const { email } = await trx
    .selectFrom('people')
    .select('email')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow();
  return email;
}

/** The database refuses to take the last administrator away. */
async function keepingAnAdministrator<Result>(statement: Promise<Result>): Promise<Result> {
  try {
    return await statement;
  } catch (err) {
    const { constraint } = err as { constraint?: string };
    throw constraint === 'tenant_keeps_an_administrator' ? new ApiError('last_administrator') : err;
  }
}
