import type { Insertable } from 'kysely';
import type { Db } from '../lib/db.ts';
import { hashSecret, newSessionId } from '../lib/ids.ts';
import type { Sessions } from '../lib/tables.ts';
import { chooseRule } from '../routers/choose-rule.ts';
import { findRules, type OpenRule } from '../routers/find-rules.ts';
import { columnsOf } from './answers.ts';
import { normalisePhone } from './contact.ts';
import { begin } from './open.ts';
import { feel } from './pulse.ts';
import { insertLog } from './log-queries.ts';
import { updatePulse, updateSession } from './queries.ts';
import { findSentOn, type LockedRouterSession, lockRouterSession } from './router-session.ts';
import { isInformation } from './save.ts';
import type { RouteBody, Routed } from './schema.ts';
import {
  addressColumns,
  customerColumns,
  deviceColumns,
  sessionColumns,
  sourceTrackingColumns,
} from './session-fields.ts';
import { deriveSecret, requireSecret } from './session-secret.ts';
import type { SessionRow } from './session-response.ts';

/**
 * Saves what a router's visitor told, and sends the visitor on as the first rule that matches says. The scheduler session is
 * created in the same transaction, under the router session's lock: so there is only ever one, and every further call is
 * answered with it. From then on the router session never changes: what follows is the other tenant's.
 */
export async function sendOn(
  db: Db,
  sessionId: string,
  secret: string | undefined,
  body: RouteBody,
  now: Date,
): Promise<Routed> {
  return db.transaction().execute(async (trx): Promise<Routed> => {
    const session = requireSecret(await lockRouterSession(trx, sessionId), secret);
    // requireSecret has refused a call without one.
    const routerSecret = secret ?? '';
    if (session.row.sent_on_session_id !== null) return sentOn(trx, false, session.row, routerSecret);

    const pulse = feel(session.pulse, 'input', body.sequence, now);
    const applied = pulse !== undefined;
    const changes = applied ? learned(session, body, now) : {};
    const told = { ...session.row, ...changes };
    const rules = await findRules(trx, session.tenantId, told.router_id ?? '');
    const rule = chooseRule(rules, { zip: told.zip, brandId: body.brandId ?? null });
    const kept = { ...changes, modified_at: now };
    if (applied) await updatePulse(trx, session.tenantId, sessionId, pulse, null);
    if (rule === undefined) {
      if (applied) {
        await updateSession(trx, session.tenantId, sessionId, { ...kept, blocker_type: 'OutOfServiceArea' });
        await insertLog(trx, session.tenantId, sessionId, now, [
          { kind: 'blocked', detail: { blockerType: 'OutOfServiceArea' } },
        ]);
      }
      return { applied, blockerType: 'OutOfServiceArea', sentOn: null };
    }
    const next = schedulerSession(told, rule, routerSecret, now);
    await begin(trx, next, rule.thresholds, now);
    const marks = {
      blocker_type: null,
      sent_on_tenant_id: rule.tenantId,
      sent_on_scheduler_id: rule.schedulerId,
      sent_on_session_id: next.id,
    };
    await updateSession(trx, session.tenantId, sessionId, { ...kept, ...marks });
    await insertLog(trx, session.tenantId, sessionId, now, [
      { kind: 'sent_on', detail: { rule: rule.position, schedulerId: rule.schedulerId } },
    ]);
    return sentOn(trx, applied, { ...told, ...marks }, routerSecret);
  });
}

/** What the call tells, and the milestones reached by it: a router asks for the ZIP code and little else. */
function learned({ row, region }: LockedRouterSession, body: RouteBody, now: Date): Partial<SessionRow> {
  const columns = columnsOf(body, region) as Partial<SessionRow>;
  const isZipGiven = typeof columns.zip === 'string';
  const isInteracted = isInformation(columns) || typeof body.brandId === 'string';
  return {
    ...columns,
    zipcode_at: row.zipcode_at ?? (isZipGiven ? now : null),
    interacted_at: row.interacted_at ?? (isInteracted ? now : null),
    last_step: row.last_step ?? (isZipGiven ? 'Location' : null),
  };
}

const carriedColumns = [
  sessionColumns,
  customerColumns,
  addressColumns,
  deviceColumns,
  sourceTrackingColumns,
].flatMap((columns): (keyof SessionRow)[] => Object.values(columns));

/** The session of the rule's scheduler, with everything that the router collected. */
function schedulerSession(
  told: SessionRow,
  rule: OpenRule,
  routerSecret: string,
  now: Date,
): Insertable<Sessions> {
  const id = newSessionId();
  const carried = Object.fromEntries(carriedColumns.map((column) => [column, told[column]]));
  return {
    ...(carried as Pick<SessionRow, 'is_bot'>),
    tenant_id: rule.tenantId,
    id,
    scheduler_id: rule.schedulerId,
    secret_hash: hashSecret(deriveSecret(routerSecret, id)),
    created_at: now,
    modified_at: now,
    opened_at: now,
    zipcode_at: told.zipcode_at && now,
    interacted_at: told.interacted_at && now,
    last_step: told.last_step,
    is_test: told.is_test,
    blocker_type: null,
    // As it was typed at the router's; what is no number there may be one at the scheduler's.
    contact_phone: told.contact_phone ?? normalisePhone(told.phone, rule.region),
    contact_email: told.contact_email,
  };
}

async function sentOn(trx: Db, applied: boolean, row: SessionRow, routerSecret: string): Promise<Routed> {
  const { dataApiKey, schedulerId, sessionId, sequence } = await findSentOn(trx, row);
  const secret = deriveSecret(routerSecret, sessionId);
  return { applied, blockerType: null, sentOn: { dataApiKey, schedulerId, sessionId, secret, sequence } };
}
