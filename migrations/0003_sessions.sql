-- One visit to a scheduler or a router, and what came of it.
-- The columns are the fields of the published SessionResponse in snake_case (src/sessions/session-fields.ts maps them),
-- plus what the server alone knows: reached milestones, events, contact keys, the answer of the completion.

create table sessions (
  tenant_id bigint not null references tenants,
  id text not null unique,
  scheduler_id text,
  router_id text,
  secret_hash bytea not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  is_test boolean not null default false,
  recovered_by text check (recovered_by in ('recovery_link', 'ai_agent')),
  previous_session_id text,

  -- A router session, once the visitor was sent on, points to the scheduler session of perhaps another tenant.
  sent_on_tenant_id bigint,
  sent_on_scheduler_id text,
  sent_on_session_id text,

  -- Milestones are kept as instants, never derived from the last step.
  opened_at timestamptz not null,
  zipcode_at timestamptz,
  interacted_at timestamptz,
  issue_at timestamptz,
  schedule_at timestamptz,
  customer_at timestamptz,
  details_at timestamptz,
  booked_at timestamptz,
  abandoned_at timestamptz,
  last_step text
    check (last_step in ('Location', 'Service Selection', 'Availability', 'Contact Info', 'Booking Confirmation')),
  session_outcome text check (session_outcome in ('booked', 'completed', 'abandoned')),

  -- At most one event of each type: the row says which one, so no scan is needed and no race can make a second.
  completed_event_id uuid,
  abandoned_event_id uuid,
  job_id bigint,
  booking_id bigint,
  lead_id bigint,

  -- The one completion that counted, and the answer it got.
  completion_key text,
  completion_body_hash bytea,
  completion_answer json,

  gbp_name text,
  timeslot_start timestamptz,
  timeslot_end timestamptz,
  category text,
  job_type_id bigint,
  business_unit_id bigint,
  zone_id bigint,
  customer_responses text[],
  notes text,
  mobile_notification_opt_in boolean,
  blocker_type text
    check (blocker_type in ('OutOfServiceArea', 'NoJobTypeForZone', 'NoAvailability', 'DoNotService', 'InvalidAddress')),
  blocker_to_book_additional_data text,
  dispatch_fee_quoted text,
  is_location_takeover boolean,
  custom_opt_in boolean,
  marketing_opt_in boolean,
  membership_interest text,
  payment_info_captured boolean,
  external_id text,
  recurring_service_id bigint,
  campaign_name text,
  linear_navigation_enabled boolean,
  ai_mode_enabled boolean,

  customer_id bigint,
  first_name text,
  last_name text,
  email text,
  phone text,
  location_id bigint,
  is_new_customer boolean not null default true,
  is_new_location boolean not null default true,
  street text,
  unit text,
  city text,
  state text,
  zip text,
  country text,

  -- Normalised contact: E.164 and lower case; null when what was typed is no possible number or no valid address.
  contact_phone text,
  contact_email text,

  browser_name text,
  browser_version text,
  cpu_architecture text,
  device_model text,
  device_type text,
  device_vendor text,
  engine_name text,
  engine_version text,
  ip_address text,
  is_bot boolean not null,
  os_name text,
  os_version text,
  user_agent text,

  is_rwg_session boolean,
  campaign_id text,
  landing_page_url text,
  gclid text,
  fbclid text,
  msclkid text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_adgroup text,
  utm_term text,
  utm_content text,
  google_analytics_client_id text,
  booked_from text,
  sourced_from_marketing_pro text,
  gbraid text,
  wbraid text,
  marketing_source text,

  primary key (tenant_id, id),
  foreign key (tenant_id, scheduler_id) references schedulers,
  foreign key (tenant_id, router_id) references routers,
  constraint session_of_one_entry_point check (num_nonnulls(scheduler_id, router_id) = 1),
  constraint booked_as_outcome check ((booked_at is not null) = coalesce(session_outcome in ('booked', 'completed'), false)),
  constraint abandoned_as_outcome check (session_outcome is distinct from 'abandoned' or abandoned_at is not null),
  constraint completion_is_whole check (
    num_nonnulls(booked_at, completed_event_id, completion_key, completion_body_hash, completion_answer) in (0, 5)
  ),
  constraint abandoned_event_is_filed check (abandoned_event_id is null or num_nonnulls(booking_id, lead_id) >= 1)
);
create index sessions_by_scheduler on sessions (tenant_id, scheduler_id, created_at, id) where scheduler_id is not null;
create index sessions_by_router on sessions (tenant_id, router_id, created_at, id) where router_id is not null;
-- Suppression asks: did this contact complete a session of this tenant in the last hour?
create index sessions_booked_by_phone on sessions (tenant_id, contact_phone, booked_at)
  where booked_at is not null and contact_phone is not null;
create index sessions_booked_by_email on sessions (tenant_id, contact_email, booked_at)
  where booked_at is not null and contact_email is not null;

-- The signs of life of a session, apart from its wide row: a heartbeat every 20 s must not rewrite 100 columns and
-- their indexes. Every write to a session locks this row first. due_at is null when nothing is left to decide.
create table session_pulses (
  tenant_id bigint not null,
  session_id text not null,
  sequence bigint not null default 0,
  last_checkin_at timestamptz not null,
  last_input_at timestamptz not null,
  hint text check (hint in ('hidden', 'closed')),
  hinted_at timestamptz,
  due_at timestamptz,
  primary key (tenant_id, session_id),
  foreign key (tenant_id, session_id) references sessions on delete cascade,
  check ((hint is null) = (hinted_at is null))
) with (fillfactor = 80);
create index session_pulses_due on session_pulses (due_at) where due_at is not null;

-- What happened to a session and why, in the order in which it was decided; rows are never changed.
create table session_log (
  tenant_id bigint not null,
  session_id text not null,
  id bigint generated always as identity,
  at timestamptz not null,
  kind text not null,
  detail jsonb not null default '{}',
  primary key (tenant_id, session_id, id),
  foreign key (tenant_id, session_id) references sessions on delete cascade
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name;
end
$$;
create trigger session_log_is_append_only before update on session_log
  for each row execute function refuse_change();

-- A slot on the dispatch board.
create table jobs (
  tenant_id bigint not null references tenants,
  id bigint generated by default as identity (start 100001 maxvalue 9007199254740991),
  session_id text not null,
  timeslot_start timestamptz not null,
  timeslot_end timestamptz not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, session_id),
  foreign key (tenant_id, session_id) references sessions,
  check (timeslot_start < timeslot_end)
);

-- A request for staff to review: made by a completed session, or filed for an abandoned one and perhaps converted later.
create table bookings (
  tenant_id bigint not null references tenants,
  id bigint generated by default as identity (start 100001 maxvalue 9007199254740991),
  session_id text not null,
  source text not null check (source in ('completed_session', 'abandoned_session')),
  timeslot_start timestamptz,
  timeslot_end timestamptz,
  created_at timestamptz not null,
  converted_at timestamptz,
  converted_to_job_id bigint,
  primary key (tenant_id, id),
  unique (tenant_id, session_id),
  foreign key (tenant_id, session_id) references sessions,
  foreign key (tenant_id, converted_to_job_id) references jobs
);

-- A contact to follow up.
create table leads (
  tenant_id bigint not null references tenants,
  id bigint generated by default as identity (start 100001 maxvalue 9007199254740991),
  session_id text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, session_id),
  foreign key (tenant_id, session_id) references sessions
);
