import type { PersonActor } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { newSchedulerId } from '../lib/ids.ts';
import { createTenant } from '../tenants/create.ts';
import { switchPreview } from '../tenants/preview.ts';
import { insertAdministrator, insertDefaultScheduler } from './queries.ts';

const NOTE = 'The test tenant that came with the account of a developer.';

/**
 * A tenant of the developer's own to try everything with, without anybody's help: in the integration environment, the preview on,
 * with a default scheduler, and the developer its administrator. Its own organisation is the developer's, so it sees the
 * developer's apps before they are approved.
 */
export async function createTestTenant(
  trx: Db,
  developer: PersonActor,
  organisationName: string,
  now: Date,
): Promise<{ organisationId: string }> {
  const { tenantId, organisationId, brand } = await createTenant(
    trx,
    developer,
    {
      name: `${organisationName.slice(0, 180).trim()} (test tenant)`,
      organisationName,
      environment: 'integration',
      timeZone: 'America/Los_Angeles',
      region: 'US',
      brandName: organisationName,
    },
    now,
  );
  if (brand === null) throw new Error('the test tenant has no brand');
  await insertDefaultScheduler(trx, { tenantId, brandId: brand.id, id: newSchedulerId() }, now);
  await insertAdministrator(trx, tenantId, developer.personId, now);
  await switchPreview(trx, developer, { tenantId, on: true, note: NOTE }, now);
  return { organisationId };
}
