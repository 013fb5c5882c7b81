import { type AuditEntry, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { DISABLING_ATTEMPTS, DISABLING_DAYS, daysAfter, judgeFailing, WARNING_DAYS } from './failing.ts';
import {
  countUpRevision,
  insertDisabledNotices,
  insertWarning,
  listFailing,
  lockAppOf,
  updateDisabled,
} from './queries.ts';

/** When notices are to be mailed; null: no mail is set up. */
export type MailDue = Date | null;

/**
 * Warns of webhooks that have done nothing but fail for 1 and 3 days, and disables those for which it is enough. Any number of
 * processes may do it at once: the row of the webhook decides who does. Returns whether there is something to tell.
 */
export async function warnAndDisable(db: Db, mailDueAt: MailDue, now: Date): Promise<boolean> {
  const before = daysAfter(now, -WARNING_DAYS[0]);
  let isToTell = false;
  for (const failing of await listFailing(db, before)) {
    const verdict = judgeFailing(failing, now);
    switch (verdict.kind) {
      case 'wait':
        break;
      case 'warn':
        isToTell = (await insertWarning(db, failing.webhookId, verdict.days, mailDueAt, now)) || isToTell;
        break;
      case 'disable':
        isToTell = (await disable(db, failing.webhookId, mailDueAt, now)) || isToTell;
        break;
    }
  }
  return isToTell;
}

function disable(db: Db, webhookId: string, mailDueAt: MailDue, now: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    // As whoever edits the app does: the app first, then its webhooks.
    await lockAppOf(trx, webhookId);
    const enough = { since: daysAfter(now, -DISABLING_DAYS), attempts: DISABLING_ATTEMPTS };
    await updateDisabled(trx, webhookId, enough, now);
    return noteDisabled(trx, mailDueAt, now);
  });
}

/**
 * Writes a line of the audit log for each webhook that was disabled by no person, and notes that its developers are to be told. A
 * 410 disables before it is recorded, so that nothing more is sent; what else belongs to it is done here, once.
 */
export async function noteDisabled(trx: Db, mailDueAt: MailDue, now: Date): Promise<boolean> {
  const noted = await insertDisabledNotices(trx, mailDueAt, now);
  for (const { app_id: appId, event_type: eventType, disabled_reason: reason, ...health } of noted) {
    const failing =
      reason === 'failing' && health.failing_since !== null
        ? { failingSince: health.failing_since, failedAttempts: health.failed_attempts }
        : {};
    const entry: AuditEntry = {
      action: 'webhook.disabled',
      appId,
      detail: { eventType, reason, ...failing },
    };
    // Whoever has the app on the screen sees a webhook that is enabled: their change must not go by that.
    await countUpRevision(trx, appId, now);
    await recordAudit(trx, { kind: 'system' }, now, entry);
  }
  return noted.length > 0;
}
