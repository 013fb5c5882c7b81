/**
 * Why a delivery must not be sent, as a column: null when it may. Consent and existence are read in the statement itself, of the
 * webhook `w`, its app `a`, and, both by left joins, the connection `c` of the tenant and the version `v` that it accepted.
 */
export const withheldReason = `
  case
    when a.deleted_at is not null then 'app_deleted'
    when w.removed_at is not null then 'webhook_removed'
    when c.app_id is null or c.disabled_at is not null then 'connection_disabled'
    -- The tenant has accepted a version that no longer has this webhook.
    when not w.event_type = any (v.event_types) then 'webhook_removed'
    when w.disabled_at is not null then 'webhook_disabled'
  end`;
