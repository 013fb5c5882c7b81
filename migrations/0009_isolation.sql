-- The program never works as the owner of its tables. fieldhook_system is what visitors, background work and commands run as:
-- it may read and write every row. fieldhook_tenant is what one tenant's or one app's requests run as, for one transaction:
-- row-level security shows it only the rows of fieldhook.tenant or fieldhook.app (src/lib/isolation.ts sets both).
-- Roles belong to the whole server, so another database of it may have made them already.
do $$
begin
  begin
    if not exists (select from pg_roles where rolname = 'fieldhook_system') then
      create role fieldhook_system nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'fieldhook_tenant') then
      create role fieldhook_tenant nologin;
    end if;
  exception
    when duplicate_object or unique_violation then
      null; -- another database of this server was migrated at the same moment
    when insufficient_privilege then
      null; -- said below
  end;
  begin
    -- Also for whoever has just made them: since PostgreSQL 16 that alone does not let one act as them.
    grant fieldhook_system, fieldhook_tenant to current_user;
  exception when insufficient_privilege or undefined_object then
    if not exists (select from pg_roles where rolname = 'fieldhook_system' and pg_has_role(oid, 'member'))
      or not exists (select from pg_roles where rolname = 'fieldhook_tenant' and pg_has_role(oid, 'member'))
    then
      raise exception 'the database user % may not create roles; have a superuser run: create role fieldhook_system nologin; '
        'create role fieldhook_tenant nologin; grant fieldhook_system, fieldhook_tenant to %;', current_user, quote_ident(current_user);
    end if;
  end;
end
$$;

create function current_tenant() returns bigint language sql stable parallel safe as $$
  select nullif(current_setting('fieldhook.tenant', true), '')::bigint
$$;
create function current_app() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('fieldhook.app', true), '')::uuid
$$;

-- Opens a table to both roles; `visible` is what fieldhook_tenant sees of it.
create function isolate_table(guarded regclass, visible text) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', guarded);
  execute format('grant select, insert, update, delete on %s to fieldhook_system, fieldhook_tenant', guarded);
  execute format('create policy all_rows on %s to fieldhook_system using (true)', guarded);
  execute format('create policy own_rows on %s to fieldhook_tenant using (%s)', guarded, visible);
end
$$;

select isolate_table('tenants', 'id = current_tenant()');
select isolate_table(guarded, 'tenant_id = current_tenant()')
from unnest(array['brands', 'schedulers', 'routers', 'router_rules', 'sessions', 'session_pulses', 'session_log',
  'jobs', 'bookings', 'leads', 'events', 'attempts', 'tenant_members']::regclass[]) as guarded;
select isolate_table(guarded, 'tenant_id = current_tenant() or app_id = current_app()')
from unnest(array['connections', 'deliveries', 'audit_log']::regclass[]) as guarded;
-- A network's client is seen by its tenants.
select isolate_table('clients', 'tenant_id = current_tenant() or app_id = current_app()
  or network_id = (select t.network_id from tenants t where t.id = current_tenant())');
select isolate_table('client_secrets', 'client_id in (select id from clients)');
-- A tenant that disables a connection ends what waits for it.
select isolate_table('delivery_queue', 'tenant_id = current_tenant()');

-- The tenant itself and the others of its network, whose own apps it may connect without the vendor's approval. Of those
-- others it sees nothing but their ids.
create function network_tenants() returns setof bigint language sql stable security definer set search_path = public, pg_temp
as $$
  select t.id from tenants t where t.id = current_tenant()
  union
  select t.id from tenants t join tenants own on own.network_id = t.network_id where own.id = current_tenant()
$$;

-- What no tenant owns.
grant select, insert, update, delete on developer_organisations, apps, app_versions, app_networks, webhooks,
  networks, people, sign_ins, credentials, verifications, second_factors, operators, organisation_members,
  personal_access_tokens, terms_versions, terms_acceptances, signing_keys, rate_limits
  to fieldhook_system;
grant select on developer_organisations, app_versions, networks to fieldhook_tenant;
-- Everything but the app key, and but the developer's own notes.
grant select (id, organisation_id, name, created_at, deleted_at, organization_name, website, email, description, category,
  external_data_guid, credential_mode, revision, modified_at, approved_at) on apps to fieldhook_tenant;
grant select (app_id, network_id, added_at) on app_networks to fieldhook_tenant;
-- Which tenants an app names is known to the app and to each of them.
select isolate_table('app_tenants', 'tenant_id = current_tenant() or app_id = current_app()');
revoke insert, update, delete on app_tenants from fieldhook_tenant;
grant select (id, app_id, event_type, url, content_type, retry_schedule, created_at, disabled_at, removed_at)
  on webhooks to fieldhook_tenant;
grant select (id, name, email) on people to fieldhook_tenant;
grant usage on sequence event_sequence to fieldhook_system;

-- Partitions belong to the owner of their table, whoever asks for them.
alter function ensure_day_partitions security definer set search_path = public, pg_temp;
