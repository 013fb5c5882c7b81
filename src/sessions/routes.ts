import { Type } from 'typebox';
import type { Server } from '../http/server.ts';
import { checkIn } from './check-in.ts';
import { completeSession } from './complete.ts';
import { openSession } from './open.ts';
import { saveProgress } from './save.ts';
import {
  Applied,
  CompleteBody,
  Completion,
  HeartbeatBody,
  HintBody,
  OpenedSession,
  OpenSessionBody,
  SaveBody,
} from './schema.ts';
import { SessionParams, secretOf, type VisitorDeps, visitorOf } from './visitor.ts';

const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.String({
    minLength: 1,
    maxLength: 200,
    pattern: '^[\\x21-\\x7e]+$',
    description: 'Your own name for this completion: repeat a call that got no answer under the same key.',
  }),
});

const errors = {
  '4xx': {
    description: 'The body says which field is wrong and what to do.',
    content: { 'application/problem+json': { schema: Type.Ref('Problem') } },
  },
};
const tags = ['Visitor'];
const byVisitor = { access: { by: 'visitor' } } as const;

/** What the booking page calls while a visitor goes through it. */
export function visitorRoutes(app: Server, { db, clock, publish, handover }: VisitorDeps): void {
  app.post(
    '/scheduler/v1/sessions',
    {
      config: byVisitor,
      schema: {
        tags,
        summary: 'Open a session',
        description:
          'A visitor opened a scheduler. The User-Agent header tells the device, and whether it is a bot.',
        body: OpenSessionBody,
        response: { 201: OpenedSession, ...errors },
      },
    },
    async (req, reply) => {
      reply.code(201).header('cache-control', 'no-store');
      return openSession(db, req.body, visitorOf(req), clock());
    },
  );

  app.post(
    '/scheduler/v1/sessions/:sessionId/progress',
    {
      config: byVisitor,
      schema: {
        tags,
        summary: 'Save what the visitor told',
        description: 'Any fields of any step. A field left out stays, null takes it back.',
        params: SessionParams,
        body: SaveBody,
        response: { 200: Applied, ...errors },
      },
    },
    (req) => saveProgress(db, req.params.sessionId, secretOf(req, req.body), req.body, clock()),
  );

  app.post(
    '/scheduler/v1/sessions/:sessionId/heartbeat',
    {
      config: byVisitor,
      schema: {
        tags,
        summary: 'Say that the page is still there',
        description: 'Every 20 seconds while the page is visible. 204 once the session is completed.',
        params: SessionParams,
        body: HeartbeatBody,
        response: { 200: Applied, 204: Type.Null(), ...errors },
      },
    },
    async (req, reply) => {
      const { sequence } = req.body;
      const answer = await checkIn(
        db,
        req.params.sessionId,
        secretOf(req, req.body),
        'heartbeat',
        sequence,
        clock(),
      );
      return answer.kind === 'completed' ? reply.code(204).send(null) : { applied: answer.applied };
    },
  );

  app.post(
    '/scheduler/v1/sessions/:sessionId/hints',
    {
      config: byVisitor,
      schema: {
        tags,
        summary: 'Hint that the page was hidden, closed or resumed',
        description: 'The browser hints, the server decides: resumed or any later save takes a hint back.',
        params: SessionParams,
        body: HintBody,
        response: { 200: Applied, 204: Type.Null(), ...errors },
      },
    },
    async (req, reply) => {
      const { hint, sequence } = req.body;
      const answer = await checkIn(
        db,
        req.params.sessionId,
        secretOf(req, req.body),
        hint,
        sequence,
        clock(),
      );
      return answer.kind === 'completed' ? reply.code(204).send(null) : { applied: answer.applied };
    },
  );

  app.post(
    '/scheduler/v1/sessions/:sessionId/complete',
    {
      config: byVisitor,
      schema: {
        tags,
        summary: 'Complete the session',
        description:
          'Creates the job or booking and the event for every connected app in one transaction. The same key and body get the first answer again; the same key with another body 422; another key after completion 409.',
        params: SessionParams,
        headers: IdempotencyHeaders,
        body: CompleteBody,
        response: { 200: Completion, ...errors },
      },
    },
    (req) => {
      const call = {
        sessionId: req.params.sessionId,
        secret: secretOf(req, req.body),
        idempotencyKey: req.headers['idempotency-key'],
        body: req.body,
      };
      return completeSession(db, { publish, handover }, call, clock());
    },
  );
}
