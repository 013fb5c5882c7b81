set local lock_timeout = '5s';
-- An operator who does not approve an app says why, to its developers. Approving it later takes that back.
alter table apps
  add column refused_at timestamptz,
  add column refusal_reason text,
  add constraint apps_refusal_is_whole check ((refused_at is null) = (refusal_reason is null)),
  add constraint apps_refused_or_approved check (refused_at is null or approved_at is null);
