import { randomUUID } from 'node:crypto';
import { type Actor, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { nameOfInvited, type NewPerson } from './people.ts';

/** A developer organisation that is no tenant's own; only an operator makes one. */
export async function createOrganisation(
  trx: Db,
  actor: Actor,
  name: string,
  now: Date,
): Promise<{ id: string; name: string; tenantId: null }> {
  const id = randomUUID();
  await trx.insertInto('developer_organisations').values({ id, name, created_at: now }).execute();
  await recordAudit(trx, actor, now, {
    action: 'organisation.created',
    detail: { organisationId: id, name },
  });
  return { id, name, tenantId: null };
}

/** Makes a person act for an organisation; `already_exists` if they do. */
export async function addOrganisationMember(
  trx: Db,
  actor: Actor,
  organisationId: string,
  { personId, email, name }: NewPerson & { readonly personId: string },
  now: Date,
): Promise<void> {
  const added = await trx
    .insertInto('organisation_members')
    .values({
      organisation_id: organisationId,
      person_id: personId,
      invited_name: nameOfInvited({ email, name }),
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'person_id']).doNothing())
    .returning('person_id')
    .executeTakeFirst();
  if (added === undefined) throw new ApiError('already_exists');
  const tenantId = await findTenantIdOf(trx, organisationId);
  const detail = { organisationId, email };
  await recordAudit(trx, actor, now, { action: 'person.invited', tenantId, detail });
}

export async function removeOrganisationMember(
  trx: Db,
  actor: Actor,
  organisationId: string,
  personId: string,
  now: Date,
): Promise<void> {
  const removed = await trx
    .deleteFrom('organisation_members')
    .using('people')
    .whereRef('people.id', '=', 'organisation_members.person_id')
    .where('organisation_id', '=', organisationId)
    .where('person_id', '=', personId)
    .returning('people.email')
    .executeTakeFirst();
  if (removed === undefined) throw new ApiError('not_found');
  const tenantId = await findTenantIdOf(trx, organisationId);
  const detail = { organisationId, email: removed.email };
  await recordAudit(trx, actor, now, { action: 'person.removed', tenantId, detail });
}

/** Who comes into a tenant's own organisation and leaves it is for the log of that tenant. */
async function findTenantIdOf(trx: Db, organisationId: string): Promise<number | undefined> {
  const { tenant_id: tenantId } = await trx
    .selectFrom('developer_organisations')
    .select('tenant_id')
    .where('id', '=', organisationId)
    .executeTakeFirstOrThrow();
  return tenantId ?? undefined;
}
