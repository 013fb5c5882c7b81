-- What the figures of a scheduler or router are made of, so narrow that the index of its sessions can carry it: the figures
-- of a month are then read from the index alone, a twentieth of the bytes of the rows.

-- One bit per fact, null for bots and test sessions, which no figure counts. docs/performance.md has what it brings.
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
      | ((btrim(coalesce(membership_interest, '')) <> '')::int << 14)
    end
  ) stored,
  -- Who the customer says to be, so short that a million of them can be told apart in memory.
  add customer_name_hash bigint generated always as (
    hashtextextended(
      nullif(btrim(lower(btrim(coalesce(first_name, '')) || ' ' || btrim(coalesce(last_name, '')))), ''), 0
    )
  ) stored;

drop index sessions_by_scheduler;
create index sessions_by_scheduler on sessions (tenant_id, scheduler_id, created_at, id)
  include (figures, customer_name_hash) where scheduler_id is not null;
drop index sessions_by_router;
create index sessions_by_router on sessions (tenant_id, router_id, created_at, id)
  include (figures, sent_on_scheduler_id) where router_id is not null;

-- Pollers ask for what was modified since. An ordinary index would make every save of every session write to it; this one keeps
-- the earliest and the latest instant of every 32 pages, and sessions lie about where they were created.
create index sessions_by_modification on sessions using brin (modified_at) with (pages_per_range = 32, autosummarize = on);

-- Reading from an index alone works where all rows of a page are old; by default a fifth of the table could be newer than that.
alter table sessions set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
