-- Webhooks that fail are told of and disabled, and what waits for a disabled one ends.

-- The system itself disables webhooks.
alter table audit_log
  drop constraint audit_log_actor_check,
  drop constraint audit_log_check,
  add check (actor in ('person', 'tenant', 'developer', 'operator', 'command_line', 'system')),
  add constraint audit_log_person_check check ((actor in ('command_line', 'system')) = (person_id is null));

-- What the developers of a webhook were told of its health, or are to be: each thing once, whoever races. since is when the
-- failing began, or when the webhook was disabled.
create table webhook_notices (
  webhook_id uuid not null references webhooks on delete cascade,
  kind text not null check (kind in ('failing_1_day', 'failing_3_days', 'disabled')),
  since timestamptz not null,
  at timestamptz not null,
  -- When to try to mail it; null: it was mailed, given up, or no mail was set up.
  mail_due_at timestamptz,
  mail_tries integer not null default 0,
  mailed_at timestamptz,
  primary key (webhook_id, kind, since)
);
create index webhook_notices_to_mail on webhook_notices (mail_due_at) where mail_due_at is not null;
grant select, insert, update, delete on webhook_notices to fieldhook_system;

-- What waits for one webhook; only what failed before is in it. What is ready is found by the lanes.
create index delivery_queue_waiting_by_webhook on delivery_queue (webhook_id) where not ready;

-- What was skipped of one webhook. A delivery that is delivered never has a reason, so its update stays heap-only.
create index deliveries_skipped_by_webhook on deliveries (webhook_id, id) where reason = 'webhook_disabled';
