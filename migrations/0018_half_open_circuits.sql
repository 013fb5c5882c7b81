-- A circuit has three states: while somebody tries the one delivery that is allowed, it is half open.

alter table webhook_health
  drop constraint webhook_health_circuit_check,
  drop constraint webhook_health_check,
  drop constraint webhook_health_check1,
  add constraint webhook_health_circuit_check check (circuit in ('closed', 'open', 'half_open')),
  add constraint webhook_health_opened_at_check check ((circuit = 'closed') = (opened_at is null)),
  -- Open: when one delivery may be tried. Half open: when another may try one, if nothing was heard of the first until then.
  add constraint webhook_health_probe_at_check check ((circuit = 'closed') = (probe_at is null));

drop index webhook_health_blocked;
create index webhook_health_blocked on webhook_health (webhook_id) where circuit <> 'closed' or throttled_until is not null;
