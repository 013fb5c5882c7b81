-- Who may receive what: a developer's apps with their versions and webhooks, and the tenants' consents to them.
-- Apps, versions, webhooks and organisations are not owned by a tenant; a connection is.

create table developer_organisations (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create table apps (
  id uuid primary key,
  organisation_id uuid not null references developer_organisations,
  name text not null,
  app_key text not null unique,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);

-- Scopes and event types are what a tenant consents to; changing either makes the next version.
create table app_versions (
  app_id uuid not null references apps,
  version integer not null check (version >= 1),
  scopes text[] not null,
  event_types text[] not null,
  created_at timestamptz not null default now(),
  primary key (app_id, version)
);

-- Signing keys are sealed (authenticated encryption, see src/lib/seal.ts). After a rotation the previous key signs along
-- until previous_signing_key_until.
create table webhooks (
  id uuid primary key,
  app_id uuid not null references apps,
  event_type text not null,
  url text not null,
  signing_key text not null,
  previous_signing_key text,
  previous_signing_key_until timestamptz,
  content_type text not null default 'application/json'
    check (content_type in ('application/json', 'application/cloudevents+json')),
  retry_schedule text not null default 'standard' check (retry_schedule in ('standard', 'extended')),
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  removed_at timestamptz,
  check ((previous_signing_key is null) = (previous_signing_key_until is null))
);
create unique index webhooks_one_per_event_type on webhooks (app_id, event_type) where removed_at is null;

create table connections (
  tenant_id bigint not null references tenants,
  app_id uuid not null references apps,
  accepted_version integer not null,
  connected_at timestamptz not null default now(),
  disabled_at timestamptz,
  primary key (tenant_id, app_id),
  foreign key (app_id, accepted_version) references app_versions
);
create index connections_by_app on connections (app_id);
