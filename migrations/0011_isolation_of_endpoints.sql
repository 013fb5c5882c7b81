-- A slow or dead endpoint costs only itself: claiming goes by lane, and what is known of an endpoint's health is shared.

-- Why a webhook is disabled: a developer paused it, its server said that it is gone (410), or it did nothing but fail for days.
alter table webhooks
  add disabled_reason text check (disabled_reason in ('paused', 'gone', 'failing')),
  add rate_limit_per_second integer check (rate_limit_per_second between 1 and 1000);
update webhooks set disabled_reason = 'paused' where disabled_at is not null;
alter table webhooks add check ((disabled_at is null) = (disabled_reason is null));

-- ready: may be claimed. A retry waits outside of the lanes until it is due, so that a million of them slow nobody down.
-- replay_id: the attempt is a replay; resume_at is when the automatic retry that it interrupted is due, if there is one.
alter table delivery_queue
  add ready boolean not null default true,
  add replay_id uuid,
  add resume_at timestamptz,
  add check (resume_at is null or replay_id is not null);
update delivery_queue set ready = false where due_at > now();
drop index delivery_queue_due;
-- A lane is what one webhook has to receive of one tenant.
create index delivery_queue_lanes on delivery_queue (webhook_id, tenant_id, due_at) where ready;
create index delivery_queue_waiting on delivery_queue (due_at) where not ready;

alter table attempts
  add replay_id uuid,
  add dns_ms integer,
  add connect_ms integer,
  add tls_ms integer,
  add first_byte_ms integer;

-- One row per webhook that was ever tried, written by the workers about once a second; src/deliveries/endpoints/circuit.ts decides.
create table webhook_health (
  webhook_id uuid primary key references webhooks on delete cascade,
  circuit text not null default 'closed' check (circuit in ('closed', 'open')),
  opened_at timestamptz,
  -- While the circuit is open one delivery may be tried then; whoever takes the probe moves it on.
  probe_at timestamptz,
  failed_probes integer not null default 0,
  -- Failures in a row, a timeout counted several times.
  failure_weight integer not null default 0,
  -- From a Retry-After: nothing is sent to this endpoint before.
  throttled_until timestamptz,
  -- Since when there was nothing but failures, and how many.
  failing_since timestamptz,
  failed_attempts integer not null default 0,
  warned_days smallint not null default 0,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_error text,
  -- The rate limit: when the next POST may begin.
  next_slot_at timestamptz,
  check ((circuit = 'open') = (opened_at is not null)),
  check ((circuit = 'open') = (probe_at is not null)),
  check (failed_attempts = 0 or failing_since is not null)
);
create index webhook_health_blocked on webhook_health (webhook_id) where circuit = 'open' or throttled_until is not null;
create index webhook_health_failing on webhook_health (failing_since) where failing_since is not null;

grant select, insert, update, delete on webhook_health to fieldhook_system;
