-- How long is kept what was published, and what is left of a session that was erased.

-- The rows of events, deliveries and attempts, and before them or together with them what was in them.
alter table tenants
  add retention_days integer not null default 30 check (retention_days between 1 and 400),
  add payload_retention_days integer,
  add constraint payloads_go_first check (payload_retention_days between 1 and retention_days);

-- Null once it was erased.
alter table events alter body drop not null;

-- Up to which id (not included) a tenant's shorter retentions have been carried out, so that no day is gone over twice.
create table erasure_progress (
  tenant_id bigint primary key references tenants,
  payloads_before uuid not null default '00000000-0000-0000-0000-000000000000',
  rows_before uuid not null default '00000000-0000-0000-0000-000000000000'
);
select isolate_table('erasure_progress', 'tenant_id = current_tenant()');

-- Drops one of the tables of the oldest day that no tenant keeps any more: a day longer than the longest retention, so that
-- what was ended for its age can be seen. Says 'dropped'; 'none' when there is nothing to drop; 'busy' when the table is in
-- use by somebody who is slow, such as a backup; 'waiting' when deliveries of that day still wait to be sent.
--
-- The table is locked for everybody at the moment of the drop, and while that lock is waited for, whoever comes next waits
-- behind it: so the wait is short, and the caller comes again later. One table a call, so that the locks of one are gone
-- before the next is asked for. The files are removed after the locks are given back. Not detached first: that makes triggers
-- on tenants, and dropping them again would lock that table for everybody too.
create function drop_expired_partition(at timestamptz) returns text language plpgsql
  security definer set search_path = public, pg_temp set lock_timeout = '100ms' as $$
declare
  first_kept date;
  expired record;
begin
  select ((at at time zone 'UTC') - make_interval(days => coalesce(max(retention_days), 30) + 1))::date
    into first_kept from tenants;
  -- By day; of a day attempts, deliveries, events: what belongs to something goes before it.
  select p.relname as growing, c.relname as partition, to_date(right(c.relname, 8), 'YYYYMMDD') as day
    into expired
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  join pg_class p on p.oid = i.inhparent
  where i.inhparent in ('attempts'::regclass, 'deliveries'::regclass, 'events'::regclass)
    and c.relname ~ '_\d{8}$' and right(c.relname, 8) < to_char(first_kept, 'YYYYMMDD')
  order by 3, 1
  limit 1;
  if not found then
    return 'none';
  end if;
  begin
    execute format('lock table only %I in access exclusive mode', expired.growing);
    -- Looked at under the lock: whoever queues a delivery again has read it in the same transaction.
    -- Tenant by tenant, which the limit makes of it: all that waits may be millions.
    if exists (
      select from tenants t
      cross join lateral (
        select from delivery_queue q
        where q.tenant_id = t.id
          and q.delivery_id >= uuid_floor(expired.day::timestamp at time zone 'UTC')
          and q.delivery_id < uuid_floor((expired.day + 1)::timestamp at time zone 'UTC')
        limit 1
      ) waiting
    ) then
      return 'waiting';
    end if;
    -- Another process may have dropped it while we waited.
    execute format('drop table if exists %I', expired.partition);
  exception when lock_not_available then
    return 'busy';
  end;
  return 'dropped';
end
$$;
revoke execute on function drop_expired_partition from public;
grant execute on function drop_expired_partition to fieldhook_system;

-- A session that was erased keeps what the server noted: ids, instants, outcome. What the visitor told or brought along is gone.
alter table sessions
  add erased_at timestamptz,
  -- The person who did it; null for the command line.
  add erased_by text,
  -- What the figures need of it: whether there was a membership interest, and a random number in place of the name.
  add erased_membership_interest boolean,
  add erased_name_token bigint,
  drop constraint completion_is_whole,
  add constraint completion_is_whole check (
    num_nonnulls(booked_at, completed_event_id) in (0, 2)
    and num_nonnulls(completion_key, completion_body_hash, completion_answer)
      = case when booked_at is null or erased_at is not null then 0 else 3 end
  ),
  add constraint only_the_erased_are_marked check (
    erased_at is not null or num_nonnulls(erased_by, erased_membership_interest, erased_name_token) = 0
  );
-- Erasing a session erases the router session that led to it.
create index sessions_by_sent_on on sessions (sent_on_session_id) where sent_on_session_id is not null;

-- The figures as in 0010, and of an erased session what they were before.
alter table sessions drop figures, drop customer_name_hash;
alter table sessions
  add figures integer generated always as (
    case when not is_bot and not is_test then
        (zipcode_at is not null)::int
      | ((interacted_at is not null)::int << 1)
      | ((issue_at is not null)::int << 2)
      | ((schedule_at is not null)::int << 3)
      | ((customer_at is not null)::int << 4)
      | ((details_at is not null)::int << 5)
      | ((booked_at is not null)::int << 6)
      | ((abandoned_at is not null)::int << 7)
      | ((session_outcome is not null and session_outcome = 'booked')::int << 8)
      | ((session_outcome is not null and session_outcome = 'completed')::int << 9)
      | ((recovered_by is not null and recovered_by = 'recovery_link')::int << 10)
      | ((recovered_by is not null and recovered_by = 'ai_agent')::int << 11)
      -- A session files at most once: what was filed and is no lead is a booking.
      | ((abandoned_event_id is not null and lead_id is null)::int << 12)
      | ((abandoned_event_id is not null and lead_id is not null)::int << 13)
      | ((coalesce(erased_membership_interest, btrim(coalesce(membership_interest, '')) <> ''))::int << 14)
    end
  ) stored,
  add customer_name_hash bigint generated always as (
    coalesce(erased_name_token, hashtextextended(
      nullif(btrim(lower(btrim(coalesce(first_name, '')) || ' ' || btrim(coalesce(last_name, '')))), ''), 0
    ))
  ) stored;
create index sessions_by_scheduler on sessions (tenant_id, scheduler_id, created_at, id)
  include (figures, customer_name_hash) where scheduler_id is not null;
create index sessions_by_router on sessions (tenant_id, router_id, created_at, id)
  include (figures, sent_on_scheduler_id) where router_id is not null;
