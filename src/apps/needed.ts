import { sql } from 'kysely';

/**
 * Whether somebody needs the webhook `w`: the newest version, or a tenant connected to an older one that still has the type.
 * That is looked up and not stored: an upgrade or a new version ends a need without touching the webhook, so nothing can
 * race with it, and publishing goes by the accepted version anyway.
 */
export const isNeeded = sql<boolean>`exists (
  select from app_versions v
  where v.app_id = w.app_id and w.event_type = any(v.event_types) and (
    v.version = (select max(newest.version) from app_versions newest where newest.app_id = w.app_id)
    or exists (select from connections c where c.app_id = v.app_id and c.accepted_version = v.version)
  )
)`;
