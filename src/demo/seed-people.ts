import { randomBytes } from 'node:crypto';
import type { Db } from '../lib/db.ts';
import { createPersonWithPassword } from '../people/people.ts';

/** One person of the demo; each has one role, and a password chosen at random. */
export interface DemoPerson {
  readonly role: 'operator' | 'administrator' | 'office_employee' | 'developer';
  readonly email: string;
  readonly password: string;
}

const names: Record<DemoPerson['role'], string> = {
  operator: 'Olive Operator',
  administrator: 'Alex Administrator',
  office_employee: 'Eli Employee',
  developer: 'Dee Developer',
};

/** Somebody in each role: two at the company, one at the app's organisation, and the vendor's operator. */
export async function seedPeople(
  trx: Db,
  { tenantId, organisationId }: { readonly tenantId: number; readonly organisationId: string },
  now: Date,
): Promise<DemoPerson[]> {
  const people: DemoPerson[] = [];
  for (const role of ['operator', 'administrator', 'office_employee', 'developer'] as const) {
    const email = `${role.replace('_', '-')}@example.com`;
    const password = randomBytes(12).toString('base64url');
    const personId = await createPersonWithPassword(trx, { email, name: names[role], password }, now);
    await giveRole(trx, role, personId, tenantId, organisationId);
    people.push({ role, email, password });
  }
  return people;
}

async function giveRole(
  trx: Db,
  role: DemoPerson['role'],
  personId: string,
  tenantId: number,
  organisationId: string,
): Promise<void> {
  switch (role) {
    case 'operator':
      await trx.insertInto('operators').values({ person_id: personId }).execute();
      return;
    case 'developer':
      await trx
        .insertInto('organisation_members')
        .values({ person_id: personId, organisation_id: organisationId })
        .execute();
      return;
    case 'administrator':
    case 'office_employee':
      await trx
        .insertInto('tenant_members')
        .values({ tenant_id: tenantId, person_id: personId, role })
        .execute();
  }
}
