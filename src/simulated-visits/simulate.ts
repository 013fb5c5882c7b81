import { randomUUID } from 'node:crypto';
import type { Handover } from '../deliveries/handover.ts';
import type { Publish } from '../events/publish.ts';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withTenant } from '../lib/isolation.ts';
import { rateLimited, takeToken } from '../lib/rate-limit.ts';
import { checkIn } from '../sessions/check-in.ts';
import { completeSession } from '../sessions/complete.ts';
import { openSession } from '../sessions/open.ts';
import { saveProgress } from '../sessions/save.ts';
import { findEnvironment, findStage } from './queries.ts';
import type { SimulatedVisit, SimulatedVisitBody } from './schema.ts';
import { hasContact, stepsOf } from './steps.ts';

export interface SimulationDeps {
  readonly db: Db;
  /** For what visitors call. */
  readonly hotDb: Db;
  readonly clock: Clock;
  readonly publish: Publish;
  readonly handover: Handover;
}

/** By hand nobody is as quick; by a script it would be a load test. */
const LIMIT = { perSecond: 0.5, burst: 10 };

/** An ordinary browser: anything that looks like a tool counts as a bot, whoever asked for the visit. */
const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/**
 * Plays a visitor through the very functions that the visitor's API calls, each in a transaction of its own. The session is no test
 * session, since those never qualify: what follows is real, events and deliveries too. So it is for tenants of the integration
 * environment alone, where nothing real can be booked.
 * @throws ApiError simulation_not_allowed; not_found for another tenant's scheduler; scheduler_inactive; rate_limited
 */
export async function simulateVisit(
  deps: SimulationDeps,
  { tenantId, ipAddress }: { readonly tenantId: number; readonly ipAddress: string },
  body: SimulatedVisitBody,
): Promise<SimulatedVisit> {
  const { db, hotDb, clock, publish, handover } = deps;
  const { schedulerId, kind } = body;
  const stage = await withTenant(db, tenantId, async (trx) => {
    if ((await findEnvironment(trx, tenantId)) !== 'integration')
      throw new ApiError('simulation_not_allowed');
    return findStage(trx, tenantId, schedulerId);
  });
  if (stage === undefined) throw new ApiError('not_found');
  const waitSeconds = await takeToken(db, `simulated_visits ${tenantId}`, LIMIT, clock());
  if (waitSeconds !== null) throw rateLimited(waitSeconds);

  const opening = {
    dataApiKey: stage.data_api_key,
    schedulerId,
    sourceTracking: { utmSource: 'fieldhook', utmMedium: 'simulation', utmCampaign: 'Simulated visit' },
  };
  const visitor = { userAgent: USER_AGENT, ipAddress };
  const { sessionId, secret } = await openSession(hotDb, opening, visitor, clock());
  let sequence = 0;
  for (const step of stepsOf(body, { now: clock(), nonce: randomUUID().slice(0, 13) })) {
    sequence += 1;
    await saveProgress(hotDb, sessionId, secret, { sequence, ...step }, clock());
  }
  sequence += 1;
  const now = clock();
  if (kind === 'complete') {
    const call = { sessionId, secret, idempotencyKey: 'simulated-visit', body: { sequence } };
    await completeSession(hotDb, { publish, handover }, call, now);
    const decidedAt = now.toISOString();
    return { sessionId, schedulerId, kind, decidedAt, eventType: 'tn.sp.session-completed' };
  }
  await checkIn(hotDb, sessionId, secret, 'closed', sequence, now);
  const isQualified = stage.mode === 'Standard' && hasContact(body.leavesAfter);
  return {
    sessionId,
    schedulerId,
    kind,
    decidedAt: addSeconds(now, stage.closed_after_seconds).toISOString(),
    eventType: isQualified ? 'tn.sp.session-abandoned-qualified' : null,
  };
}
