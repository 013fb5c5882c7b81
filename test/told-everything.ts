import type { Db } from '../src/lib/db.ts';
import { asOwner } from './db.ts';
import { browserUserAgent } from './factories.ts';

/** Stands in everything that is text and that a visitor tells or brings along. */
export const TRACE = 'Quetzalcoatl';
const phone = '+13105550142';
const zip = '90210';
const ipAddress = '203.0.113.77';

/** What must be found nowhere once it was erased; compared without regard to case. */
export const traces = [TRACE, phone, zip, ipAddress];

/** Headers of a visitor's browser that names itself. */
export const tellingHeaders = { 'user-agent': `${browserUserAgent} ${TRACE}/1.0` };

export const everySource = {
  isRWGSession: true,
  campaignId: TRACE,
  landingPageUrl: `https://evergreen.test/?who=${TRACE}`,
  gclid: TRACE,
  fbclid: TRACE,
  msclkid: TRACE,
  utmSource: TRACE,
  utmMedium: TRACE,
  utmCampaign: TRACE,
  utmAdgroup: TRACE,
  utmTerm: TRACE,
  utmContent: TRACE,
  googleAnalyticsClientId: TRACE,
  bookedFrom: TRACE,
  sourcedFromMarketingPro: TRACE,
  gbraid: TRACE,
  wbraid: TRACE,
  marketingSource: TRACE,
};

/** Every field that a save takes. */
export const everyAnswer = {
  customer: {
    firstName: TRACE,
    lastName: TRACE,
    email: `${TRACE}@visitor.test`,
    phone,
    isNewCustomer: false,
    isNewLocation: false,
    address: { street: TRACE, unit: TRACE, city: TRACE, state: TRACE, zip, country: TRACE },
  },
  gbpName: TRACE,
  timeslotStart: '2026-07-15T17:00:00Z',
  timeslotEnd: '2026-07-15T19:00:00Z',
  category: TRACE,
  jobTypeId: 4711,
  businessUnitId: 4712,
  zoneId: 4713,
  customerResponses: [TRACE, `My name is ${TRACE}.`],
  notes: `Ring for ${TRACE}.`,
  mobileNotificationOptIn: true,
  blockerType: 'NoAvailability',
  blockerToBookAdditionalData: TRACE,
  dispatchFeeQuoted: TRACE,
  isLocationTakeover: true,
  customOptIn: true,
  marketingOptIn: true,
  membershipInterest: TRACE,
  paymentInfoCaptured: true,
  externalId: TRACE,
  recurringServiceId: 4714,
  campaignName: TRACE,
  linearNavigationEnabled: true,
  aiModeEnabled: true,
};

/** Fills in what no call of a test's visitor can: what is read off the connection and the device, and what others link. */
export async function tellTheRest(db: Db, sessionId: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({
      ip_address: ipAddress,
      device_model: TRACE,
      device_vendor: TRACE,
      engine_version: TRACE,
      customer_id: 4715,
      location_id: 4716,
      previous_session_id: `sess_${TRACE}`,
    })
    .where('id', '=', sessionId)
    .execute();
}

/**
 * Which tables hold one of these texts in any column of any type: as text, or as the bytes of it. Tables and columns come from
 * the catalogue, so that none can be forgotten.
 */
export async function findTraces(url: string, texts: readonly string[] = traces): Promise<string[]> {
  const tables = await asOwner<{ name: string }>(
    url,
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
  );
  const wanted = texts.flatMap((text) => {
    const bytes = [text, text.toLowerCase()].map((one) => Buffer.from(one).toString('hex'));
    return [text.toLowerCase(), ...bytes];
  });
  const searches = tables.map(
    ({ name }) => `select '${name}' as name where exists (
      select from "${name}" t, unnest($1::text[]) as w (text) where strpos(lower(t::text), w.text) > 0)`,
  );
  const found = await asOwner<{ name: string }>(url, searches.join(' union all '), [wanted]);
  return found.map(({ name }) => name);
}
