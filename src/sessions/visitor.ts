import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Handover } from '../deliveries/handover.ts';
import type { Publish } from '../events/publish.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { Visitor } from './open.ts';

export interface VisitorDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly publish: Publish;
  readonly handover: Handover;
}

export const SessionParams = Type.Object({
  sessionId: Type.String({ maxLength: 200, pattern: '^[\\x21-\\x7e]*$' }),
});

export function visitorOf(req: FastifyRequest): Visitor {
  return { userAgent: req.headers['user-agent'], ipAddress: req.ip };
}

/** The session secret of a call: a Bearer token, or in the body, as beacons send it. */
export function secretOf(req: FastifyRequest, body: { secret?: string }): string | undefined {
  return /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? body.secret;
}
