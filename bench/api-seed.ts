import { sql } from 'kysely';
import { type DemoTenant, seedDemoTenant } from '../src/demo/seed.ts';
import type { Db } from '../src/lib/db.ts';
import type { Sealer } from '../src/lib/seal.ts';

/**
 * A company whose one scheduler had `sessions` visits, evenly over the year before `until`: 5 % bots, 1 % tests, one in five booked, half
 * abandoned, one in eight of all filed as a lead, names of a hundred thousand people. `db` must be the owner's.
 */
export async function seedApi(db: Db, sealer: Sealer, sessions: number, until: Date): Promise<DemoTenant> {
  const demo = await seedDemoTenant(db, sealer, 'https://receiver.invalid/hook');
  if (demo === undefined) throw new Error('the database is not empty');
  await db.connection().execute(async (connection) => {
    // What is made here is whole; checking a million foreign keys would take longer than everything else.
    await sql`set session_replication_role = replica`.execute(connection);
    await seedSessions(connection, demo.tenantId, demo.schedulerId, sessions, until);
    await sql`set session_replication_role = default`.execute(connection);
    // As autovacuum does by itself after so many rows.
    await sql`vacuum (analyze) sessions`.execute(connection);
    await sql`vacuum (analyze) session_pulses`.execute(connection);
  });
  return demo;
}

async function seedSessions(
  db: Db,
  tenantId: number,
  schedulerId: string,
  sessions: number,
  until: Date,
): Promise<void> {
  await sql`
    insert into sessions (tenant_id, id, scheduler_id, secret_hash, created_at, modified_at, is_test, recovered_by, opened_at,
      zipcode_at, interacted_at, issue_at, schedule_at, customer_at, details_at, booked_at, abandoned_at, last_step,
      session_outcome, completed_event_id, abandoned_event_id, job_id, lead_id, completion_key, completion_body_hash,
      completion_answer, category, notes, membership_interest, first_name, last_name, email, phone, contact_phone,
      contact_email, street, city, state, zip, country, browser_name, browser_version, device_type, engine_name,
      engine_version, ip_address, is_bot, os_name, os_version, user_agent, landing_page_url, utm_source, utm_medium,
      utm_campaign, gclid)
    select ${tenantId}, 'sess_' || left(md5('session' || i), 24), ${schedulerId}, sha256(i::text::bytea), at,
      at + interval '6 minutes', fate = 99, case when is_booked and i % 31 = 0 then 'recovery_link' end, at,
      case when depth > 1 then at + interval '20 seconds' end, case when depth > 1 then at + interval '20 seconds' end,
      case when depth > 2 then at + interval '1 minute' end, case when depth > 3 then at + interval '2 minutes' end,
      case when depth > 4 then at + interval '3 minutes' end, case when depth > 5 then at + interval '4 minutes' end,
      case when is_booked then at + interval '6 minutes' end, case when is_abandoned then at + interval '6 minutes' end,
      case when is_booked then 'Booking Confirmation' when depth > 4 then 'Contact Info' when depth > 3 then 'Availability'
        when depth > 2 then 'Service Selection' when depth > 1 then 'Location' end,
      case when is_booked then 'booked' when is_abandoned then 'abandoned' end,
      case when is_booked then gen_random_uuid() end, case when is_lead then gen_random_uuid() end,
      case when is_booked then i end, case when is_lead then i end, case when is_booked then 'key-' || i end,
      case when is_booked then sha256(i::text::bytea) end,
      case when is_booked then '{"applied":true}'::json end, 'Air Conditioning Repair', 'It runs but does not cool',
      case when depth > 5 and i % 9 = 0 then 'Gold' end, case when depth > 4 then 'Dana' || person % 400 end,
      case when depth > 4 then 'Whitfield' || person % 250 end,
      case when depth > 4 then 'dana' || person || '@example.com' end, case when depth > 4 then '(310) 555-' || person end,
      case when depth > 4 then '+1310' || 5000000 + person end, case when depth > 4 then 'dana' || person || '@example.com' end,
      case when depth > 5 then person || ' Alder Street' end, 'Glendale', 'CA', '91203', 'US', 'Safari', '18.5', 'mobile',
      'WebKit', '605.1.15', '203.0.113.' || i % 250, fate >= 94 and fate < 99, 'iOS', '18.5',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'https://evergreen.example.com/ac-repair?utm_source=google', 'google', 'cpc', 'summer-tune-up', md5('click' || i)
    from (
      select i, fate, person, depth, ${until}::timestamptz - (${sessions} - i) * (interval '365 days' / ${sessions}) as at,
        fate < 20 as is_booked, fate between 30 and 79 as is_abandoned, fate between 30 and 41 as is_lead
      from (
        select i, fate, abs(hashint4(i)) % 100000 as person,
          case when fate < 20 then 7 when fate < 42 then 6 else 1 + fate % 4 end as depth
        from (select i, abs(hashint4(i + 7)) % 100 as fate from generate_series(1, ${sessions}::int) i) as drawn
      ) as people
    ) as visits
    order by i`.execute(db);
  await sql`
    insert into session_pulses (tenant_id, session_id, sequence, last_checkin_at, last_input_at)
    select tenant_id, id, 9, modified_at, modified_at from sessions order by created_at`.execute(db);
}
