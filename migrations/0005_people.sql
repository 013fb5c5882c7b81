-- People, what they may do, and what they did. The first five tables are better-auth's, in our names.

create table people (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (email = lower(email))
);

-- A signed-in browser. The environment was chosen at sign-in and decides which tenants are seen.
create table sign_ins (
  id text primary key,
  token text not null unique,
  person_id text not null references people on delete cascade,
  environment text not null check (environment in ('production', 'integration')),
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sign_ins_by_person on sign_ins (person_id);

create table credentials (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  person_id text not null references people on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index credentials_by_person on credentials (person_id);

create table verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_by_identifier on verifications (identifier);

create table second_factors (
  id text primary key,
  person_id text not null references people on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz,
  -- Ours: the 30-second step of the last code that was taken, so that none works twice.
  last_step bigint
);
create index second_factors_by_person on second_factors (person_id);

-- The vendor's own staff.
create table operators (
  person_id text primary key references people on delete cascade,
  created_at timestamptz not null default now()
);

-- Who works for a tenant. Administrators have both permissions; an office employee has those that were granted.
create table tenant_members (
  tenant_id bigint not null references tenants,
  person_id text not null references people on delete cascade,
  role text not null check (role in ('administrator', 'office_employee')),
  may_manage_api_access boolean not null default false,
  may_generate_app_key boolean not null default false,
  -- What the invitation called them. It is shown until they next sign in, so that inviting an address tells nothing of an
  -- account that it may have; then null.
  invited_name text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, person_id)
);
create index tenant_members_by_person on tenant_members (person_id);

-- A tenant that has an administrator keeps one, whoever races: what would take one away waits for the others of the tenant.
create function keep_an_administrator() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.role = 'administrator' then
    return new;
  end if;
  perform 1 from tenants where id = old.tenant_id for no key update;
  if not exists (select from tenant_members m
      where m.tenant_id = old.tenant_id and m.person_id <> old.person_id and m.role = 'administrator') then
    raise check_violation using constraint = 'tenant_keeps_an_administrator',
      message = 'a tenant keeps at least one administrator';
  end if;
  return coalesce(new, old);
end
$$;
create trigger tenant_keeps_an_administrator before update or delete on tenant_members
  for each row when (old.role = 'administrator') execute function keep_an_administrator();

-- A tenant's own developer organisation: its permitted people act for it. At most one per tenant.
alter table developer_organisations add tenant_id bigint unique references tenants;

create table organisation_members (
  organisation_id uuid not null references developer_organisations,
  person_id text not null references people on delete cascade,
  invited_name text, -- as in tenant_members
  created_at timestamptz not null default now(),
  primary key (organisation_id, person_id)
);
create index organisation_members_by_person on organisation_members (person_id);

-- For command-line use; only the hash is kept.
create table personal_access_tokens (
  id uuid primary key,
  person_id text not null references people on delete cascade,
  name text not null,
  environment text not null check (environment in ('production', 'integration')),
  hash bytea not null unique,
  scopes text[] not null check (cardinality(scopes) > 0),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index personal_access_tokens_by_person on personal_access_tokens (person_id);

-- The API Terms of Use. The newest version that has been published must be accepted before the portal opens.
create table terms_versions (
  version integer primary key check (version >= 1),
  text text not null,
  published_at timestamptz not null
);
-- The first version, so that there always is one.
insert into terms_versions (version, published_at, text) values (1, '2026-01-01T00:00:00Z',
$$API Terms of Use

1. What this is about. These terms apply to whoever registers an app here and uses its app key, client ids, secrets and
access tokens, or receives its webhooks.

2. Only with consent. You receive data of a company only while that company has connected your app, and only of the kinds
that it consented to. When it disables the connection you stop using its credentials.

3. People's data. What you receive names people: visitors and customers, with their addresses, telephone numbers and e-mail
addresses. You use it only for the company that it came from and for the purpose that your app states, keep it no longer than
that needs, protect it, and delete it when the company or the person asks for that. You keep the law that applies to you.

4. Secrets. You publish no app key, client id, secret, token or signing key, and put none into an app that others can take
apart. If one may have become known, you replace it at once.

5. Fair use. You keep to the rate limits, do not try to reach data that is not meant for you, and tell us of weaknesses that
you find instead of using them.

6. Ending. The operator of this installation may withdraw an app that breaks these terms. You may delete your app at any time.

7. No warranty. The interface is offered as it is. Each webhook may arrive more than once, late, or in another order.

8. Changes. A new version of these terms is shown here, and has to be accepted before the portal opens again.
$$);
create table terms_acceptances (
  person_id text not null references people on delete cascade,
  version integer not null references terms_versions,
  accepted_at timestamptz not null,
  ip_address text not null,
  primary key (person_id, version)
);

-- Who changed what, when and from where; never a secret. Rows are never changed. A person who is gone keeps the name that
-- stands here.
create table audit_log (
  id uuid primary key,
  at timestamptz not null,
  -- As whom a person did it: for themselves, for a tenant, for a developer organisation, or for the vendor.
  actor text not null check (actor in ('person', 'tenant', 'developer', 'operator', 'command_line')),
  person_id text,
  person_email text,
  ip_address text,
  action text not null,
  tenant_id bigint,
  app_id uuid,
  detail jsonb not null default '{}',
  check ((actor <> 'command_line') = (person_id is not null))
);
create index audit_log_by_tenant on audit_log (tenant_id, id) where tenant_id is not null;
create index audit_log_by_app on audit_log (app_id, id) where app_id is not null;
create index audit_log_by_person on audit_log (person_id, id) where person_id is not null;
create index audit_log_by_action on audit_log (action, id);
create trigger audit_log_is_append_only before update or delete on audit_log
  for each row execute function refuse_change();
