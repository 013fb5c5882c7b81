-- Since when a tenant consents to events of a type: since it connected, unless the type came later, with an upgrade.

-- Event type → instant, in RFC 3339; of types that came with an upgrade only.
alter table connections add types_since jsonb not null default '{}' check (jsonb_typeof(types_since) = 'object');

create function consented_since(connected_at timestamptz, types_since jsonb, event_type text) returns timestamptz
  language sql stable parallel safe as $$
  select coalesce((types_since ->> event_type)::timestamptz, connected_at)
$$;
