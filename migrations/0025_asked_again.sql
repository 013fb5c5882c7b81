set local lock_timeout = '5s';
-- The developers of a refused app ask again once they have mended what was named. Whatever an operator decides next ends that.
alter table apps
  add column asked_again_at timestamptz,
  add constraint apps_asked_again_after_refusal check (asked_again_at is null or refused_at is not null);
