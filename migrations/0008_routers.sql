-- A router sends visitors on: the first rule that matches says to which scheduler, perhaps of another tenant of the network.
create table router_rules (
  tenant_id bigint not null,
  router_id text not null,
  position integer not null check (position >= 1),
  -- Null matches every ZIP code, or every brand.
  zip_prefix text check (zip_prefix ~ '^[0-9A-Z]{1,10}$'),
  brand_id text,
  target_tenant_id bigint not null,
  target_scheduler_id text not null,
  primary key (tenant_id, router_id, position),
  foreign key (tenant_id, router_id) references routers on delete cascade,
  foreign key (target_tenant_id, target_scheduler_id) references schedulers
);
-- Visitors enter a router as they enter a scheduler: with a data API key of the router's tenant.
-- revision counts every change and is the router's entity tag.
alter table routers
  add brand_id text,
  add revision integer not null default 1,
  add foreign key (tenant_id, brand_id) references brands;
