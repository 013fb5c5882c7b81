-- Sending again, and sending what a webhook has missed: one delivery at a time, or many by a job.

-- An app's deliveries within a range of time. No column of it ever changes, so recording a result stays heap-only.
create index deliveries_by_app on deliveries (app_id, id);
-- The backfill that made the delivery; of all others null.
alter table deliveries add backfill_id uuid;
create index deliveries_by_backfill on deliveries (backfill_id, id) where backfill_id is not null;
-- What became of a replay, and what of it still waits.
create index attempts_by_replay on attempts (replay_id, error) where replay_id is not null;
create index delivery_queue_by_replay on delivery_queue (replay_id) where replay_id is not null;

-- A job that queues deliveries by a filter, some at a time: whoever comes goes on behind the cursor, which moves in the
-- transaction that queues. replays.id stands in delivery_queue.replay_id or deliveries.backfill_id of what it queued.
create table replays (
  id uuid primary key,
  app_id uuid not null references apps,
  kind text not null check (kind in ('replay', 'backfill')),
  -- As it was asked for, in the names of the API.
  filter jsonb not null,
  webhook_id uuid references webhooks,
  created_at timestamptz not null,
  created_by text references people on delete set null,
  -- How many fitted when it began; at least so many, unless exact.
  total integer not null,
  is_total_exact boolean not null,
  per_second integer not null check (per_second between 1 and 1000),
  -- What may be queued until then has been queued.
  metered_until timestamptz not null,
  -- Ids of deliveries, or of the events of one tenant after the other; until_id is not among them. Everything up to the cursor
  -- has been looked at.
  from_id uuid not null,
  until_id uuid not null,
  cursor_tenant_id bigint not null default 0,
  cursor_id uuid not null default '00000000-0000-0000-0000-000000000000',
  queued integer not null default 0,
  taken_back integer not null default 0,
  -- Why what fitted was not queued → how many.
  skipped jsonb not null default '{}',
  -- When it goes on; null when nothing is left to be done.
  next_at timestamptz,
  all_queued_at timestamptz,
  cancelled_at timestamptz,
  finished_at timestamptz,
  -- What had become of everything when it finished: attempts do not stay for ever.
  result jsonb,
  check ((kind = 'backfill') = (webhook_id is not null)),
  check ((finished_at is null) = (next_at is not null)),
  check ((finished_at is null) = (result is null)),
  check (finished_at is null or all_queued_at is not null or cancelled_at is not null)
);
create index replays_by_app on replays (app_id, id);
create index replays_due on replays (next_at) where next_at is not null;
select isolate_table('replays', 'app_id = current_app()');
