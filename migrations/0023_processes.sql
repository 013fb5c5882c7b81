-- What operators see of people and of the processes that run.

-- Nobody signs in, and no token works, until it is null again.
alter table people add disabled_at timestamptz;
-- Listed by the newest.
create index people_by_creation on people (created_at desc, id desc);

-- One row for each process that runs, or ran within the last hour and did not say goodbye.
create table processes (
  id uuid primary key,
  role text not null check (role in ('all', 'api', 'worker')),
  host_name text not null,
  process_id integer not null,
  version text not null,
  started_at timestamptz not null,
  beat_at timestamptz not null
);
grant select, insert, update, delete on processes to fieldhook_system;
