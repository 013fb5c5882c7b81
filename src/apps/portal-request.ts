import type { FastifyRequest } from 'fastify';
import type { RetrySchedules } from '../deliveries/retry-schedule.ts';
import { revisionIn } from '../http/entity-tag.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { actorOf, principalOf } from '../people/principal.ts';
import type { Edit, Reach } from './edit.ts';
import type { WebhookTools } from './webhooks.ts';

export interface PortalDeps extends WebhookTools {
  readonly db: Db;
  readonly clock: Clock;
  /** As the workers have them; left out, as they are unless an operator sets them. */
  readonly retrySchedules?: RetrySchedules | undefined;
}

/** What is asked for and by whom; whether there is such an app for them is found out in the database. */
export function reachOf(req: FastifyRequest): Reach {
  return {
    appId: (req.params as { appId: string }).appId,
    organisationIds: principalOf(req).organisationIds,
  };
}

/** A change that is asked for; the request must say what it is based on. */
export function editOf(req: FastifyRequest, at: Date): Edit {
  return { ...reachOf(req), revision: revisionIn(req), actor: actorOf(req), at };
}
