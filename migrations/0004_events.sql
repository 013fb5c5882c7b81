-- Events, their deliveries, the attempts of those, and the small table of what is due.
--
-- The three that grow are partitioned by day on a UUIDv7, whose first 48 bits are Unix milliseconds, so a day is a range
-- of ids and a lookup by id touches one partition. A delivery takes its event's milliseconds and an attempt is stored
-- under its delivery's id: everything of one event lies in the same day and is dropped with it.

-- The lowest id of the given instant.
create function uuid_floor(at timestamptz) returns uuid language sql immutable parallel safe as $$
  select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- The id of the one delivery of an event to a webhook: the event's milliseconds, then a hash of the pair. Uniqueness of
-- (event, webhook) thereby is the primary key, which a unique index could not give across partitions.
create function delivery_id_for(event_id uuid, webhook_id uuid) returns uuid language sql immutable parallel safe as $$
  select encode(set_byte(set_byte(b, 6, (get_byte(b, 6) & 15) | 112), 8, (get_byte(b, 8) & 63) | 128), 'hex')::uuid
  from (
    select substring(uuid_send(event_id) from 1 for 6)
      || substring(sha256(uuid_send(event_id) || uuid_send(webhook_id)) from 1 for 10) as b
  ) as bytes
$$;

create sequence event_sequence;

-- body is the CloudEvents object from its "type" member on: what all deliveries of the event share, byte for byte.
-- (tx_id, sequence) is the commit-order cursor: a reader stops at the oldest transaction still running.
create table events (
  tenant_id bigint not null references tenants,
  id uuid not null,
  type text not null,
  session_id text not null,
  occurred_at timestamptz not null,
  body text not null,
  undelivered_reason text check (undelivered_reason in ('preview_off', 'no_connection', 'no_subscription')),
  tx_id xid8 not null default pg_current_xact_id(),
  sequence bigint not null default nextval('event_sequence'),
  primary key (tenant_id, id)
) partition by range (id);
create index events_in_commit_order on events (tx_id, sequence);

-- No column that changes is indexed: recording a result stays a heap-only update.
create table deliveries (
  tenant_id bigint not null references tenants,
  id uuid not null,
  event_id uuid not null,
  webhook_id uuid not null,
  app_id uuid not null,
  state text not null check (state in ('pending', 'delivered', 'failed', 'skipped', 'cancelled')),
  reason text check (reason in ('retries_exhausted', 'webhook_disabled', 'connection_disabled', 'webhook_removed',
    'app_deleted', 'erased')),
  attempts integer not null default 0,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id),
  check ((reason is not null) = (state in ('failed', 'skipped', 'cancelled'))),
  check ((finished_at is null) = (state = 'pending'))
) partition by range (id);

-- One row per claim that was acted on; id is the lease under which it ran. number counts recorded POSTs; a lapsed lease
-- has none.
create table attempts (
  tenant_id bigint not null,
  delivery_id uuid not null,
  id uuid not null,
  number integer,
  started_at timestamptz not null,
  duration_ms integer,
  url text not null,
  request_headers json,
  status integer,
  error text,
  error_detail text,
  response_headers json,
  response_body text,
  primary key (tenant_id, delivery_id, id)
) partition by range (delivery_id);

-- What is still to be sent. A lease is two columns that no index holds, so that taking one is a heap-only update; a crashed
-- worker's lapse unaided.
create table delivery_queue (
  tenant_id bigint not null,
  delivery_id uuid not null,
  event_id uuid not null,
  webhook_id uuid not null,
  attempts integer not null default 0,
  due_at timestamptz not null,
  lease_id uuid,
  leased_at timestamptz,
  leased_until timestamptz,
  primary key (tenant_id, delivery_id),
  check (num_nonnulls(lease_id, leased_at, leased_until) in (0, 3))
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);
create index delivery_queue_due on delivery_queue (due_at);

-- Makes the daily partitions of all three tables; returns how many were missing.
create function ensure_day_partitions(first_day date, last_day date) returns integer language plpgsql as $$
declare
  day date;
  growing text;
  made integer := 0;
begin
  for day in select generate_series(first_day, last_day, interval '1 day')::date loop
    foreach growing in array array['events', 'deliveries', 'attempts'] loop
      continue when to_regclass(growing || '_' || to_char(day, 'YYYYMMDD')) is not null;
      -- One maker at a time: several processes may start at once. A table lock, since an advisory one would not make this
      -- session see what the maker before it made.
      lock table events in share update exclusive mode;
      continue when to_regclass(growing || '_' || to_char(day, 'YYYYMMDD')) is not null;
      -- Attached, not created as a partition: that would lock out every reader and writer of the table, and queue them all
      -- behind one long reader such as a backup.
      execute format('create table %I (like %I including defaults including constraints)',
        growing || '_' || to_char(day, 'YYYYMMDD'), growing);
      execute format('alter table %I attach partition %I for values from (%L) to (%L)',
        growing, growing || '_' || to_char(day, 'YYYYMMDD'),
        uuid_floor(day::timestamp at time zone 'UTC'), uuid_floor((day + 1)::timestamp at time zone 'UTC')
      );
      -- Every delivery is updated at least once: room on its page keeps that a heap-only update.
      if growing = 'deliveries' then
        execute format('alter table %I set (fillfactor = 60)', growing || '_' || to_char(day, 'YYYYMMDD'));
      end if;
      made := made + 1;
    end loop;
  end loop;
  return made;
end
$$;
