import { randomUUID } from 'node:crypto';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withTenant } from '../lib/isolation.ts';
import { rateLimited, takeToken } from '../lib/rate-limit.ts';
import { listRecentlyBooked } from '../sessions/abandonment-queries.ts';
import { qualify } from '../sessions/qualification.ts';
import { openPage } from './browser.ts';
import { findEnvironment, findStage, findVisit } from './queries.ts';
import type { SimulatedVisit, SimulatedVisitBody } from './schema.ts';
import { stepsOf } from './steps.ts';

export interface SimulationDeps {
  readonly db: Db;
  readonly clock: Clock;
}

/** By hand nobody is as quick; by a script it would be a load test. */
const LIMIT = { perSecond: 0.5, burst: 10 };

/**
 * Plays a visitor through the visitor's API of this server, each call in a transaction of its own. The session is no test session, since
 * those never qualify: what follows is real, events and deliveries too. So it is for tenants of the integration environment alone, where
 * nothing real can be booked.
 * @throws ApiError simulation_not_allowed; not_found for another tenant's scheduler; rate_limited; what the visitor's API answers
 */
export async function simulateVisit(
  app: Server,
  { db, clock }: SimulationDeps,
  { tenantId, ipAddress }: { readonly tenantId: number; readonly ipAddress: string },
  body: SimulatedVisitBody,
): Promise<SimulatedVisit> {
  const { schedulerId, kind, leaves = 'closed' } = body;
  const dataApiKey = await withTenant(db, tenantId, async (trx) => {
    if ((await findEnvironment(trx, tenantId)) !== 'integration')
      throw new ApiError('simulation_not_allowed');
    return (await findStage(trx, tenantId, schedulerId))?.data_api_key;
  });
  if (dataApiKey === undefined) throw new ApiError('not_found');
  const waitSeconds = await takeToken(db, `simulated_visits ${tenantId}`, LIMIT, clock());
  if (waitSeconds !== null) throw rateLimited(waitSeconds);

  const nonce = randomUUID().slice(0, 13);
  const play = async (of: SimulatedVisitBody): Promise<string> => {
    const sourceTracking = {
      utmSource: 'fieldhook',
      utmMedium: 'simulation',
      utmCampaign: 'Simulated visit',
    };
    const page = await openPage(app, ipAddress, { dataApiKey, schedulerId, sourceTracking });
    for (const step of stepsOf(of, { now: clock(), nonce })) await page.save(step);
    if (of.kind === 'complete') await page.complete();
    else if (leaves !== 'silent') await page.hint(leaves);
    return page.sessionId;
  };
  if (kind === 'abandon' && body.bookedBefore === true) await play({ ...body, kind: 'complete' });
  const sessionId = await play(body);
  return { sessionId, schedulerId, kind, ...(await expectAfter(db, tenantId, sessionId, clock())) };
}

/** What is to follow a visit, as the server would decide about it now. */
function expectAfter(
  db: Db,
  tenantId: number,
  sessionId: string,
  now: Date,
): Promise<Pick<SimulatedVisit, 'decidedAt' | 'eventType' | 'whyNone'>> {
  return withTenant(db, tenantId, async (trx) => {
    const visit = await findVisit(trx, tenantId, sessionId);
    if (visit.due_at === null)
      return { decidedAt: now.toISOString(), eventType: 'tn.sp.session-completed', whyNone: null };
    const booked = await listRecentlyBooked(trx, [sessionId], visit.due_at);
    const verdict = qualify({
      contactPhone: visit.contact_phone,
      contactEmail: visit.contact_email,
      isBot: visit.is_bot,
      isTest: visit.is_test,
      schedulerMode: visit.mode,
      recentlyBooked: booked.has(sessionId),
    });
    const decidedAt = visit.due_at.toISOString();
    return verdict.kind === 'qualified'
      ? { decidedAt, eventType: 'tn.sp.session-abandoned-qualified', whyNone: null }
      : { decidedAt, eventType: null, whyNone: verdict.reason };
  });
}
