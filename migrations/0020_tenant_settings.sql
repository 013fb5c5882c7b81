-- What the settings of a tenant change: its schedulers, and how far the office has come with what was filed for it.

-- Counts every change and is the scheduler's entity tag.
alter table schedulers add revision integer not null default 1;

-- Of a booking it means something only while it was filed for an abandoned session.
alter table leads
  add follow_up text not null default 'open' check (follow_up in ('open', 'contacted', 'won', 'lost')),
  add follow_up_at timestamptz,
  add follow_up_by text references people on delete set null;
alter table bookings
  add follow_up text not null default 'open' check (follow_up in ('open', 'contacted', 'won', 'lost')),
  add follow_up_at timestamptz,
  add follow_up_by text references people on delete set null;

-- What is to be followed up, the newest first: one walk for each state and kind, merged.
create index leads_by_follow_up on leads (tenant_id, follow_up, created_at, session_id);
create index bookings_by_follow_up on bookings (tenant_id, follow_up, created_at, session_id)
  where source = 'abandoned_session';
