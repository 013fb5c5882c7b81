-- What lets a developer begin alone: an account of their own making, and a place where a first event arrives.

-- Who asked to be registered and has not yet shown that the address is theirs. No account before that, so nobody can take
-- an address that is not theirs. Only the hash of the mailed token is kept; the password is hashed as in credentials.
create table registrations (
  token_hash bytea primary key,
  email text not null check (email = lower(email)),
  name text not null,
  organisation_name text not null,
  environment text not null check (environment in ('production', 'integration')),
  password text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index registrations_by_expiry on registrations (expires_at);
grant select, insert, update, delete on registrations to fieldhook_system;

-- A receiver inside this server, one for each app that wants it. The secret in its address lets one post, not read; it stands
-- in the delivery URL as well, so it is kept as it is.
create table inboxes (
  app_id uuid primary key references apps,
  secret text not null unique,
  created_at timestamptz not null
);
-- The last few POSTs, for a day. event_id is what the body says, so that erasing a session finds it.
create table inbox_arrivals (
  app_id uuid not null references inboxes on delete cascade,
  id uuid not null,
  at timestamptz not null,
  headers json not null,
  body bytea not null,
  event_id uuid,
  verdict text not null check (verdict in ('verified', 'verified_by_old_key', 'not_verified')),
  primary key (app_id, id)
);
create index inbox_arrivals_by_age on inbox_arrivals (at);
create index inbox_arrivals_by_event on inbox_arrivals (event_id) where event_id is not null;
select isolate_table(guarded, 'app_id = current_app()') from unnest(array['inboxes', 'inbox_arrivals']::regclass[]) as guarded;
