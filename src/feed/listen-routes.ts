import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { requireApp } from '../apps/edit.ts';
import { reachOf } from '../apps/portal-request.ts';
import { eventTypes } from '../events/event-types.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import { rateLimited } from '../lib/rate-limit.ts';
import { createRooms, type RoomLimits } from '../lib/rooms.ts';
import type { Principal } from '../people/principal.ts';
import { justBefore, type Position, requirePosition } from './cursor.ts';
import { answerStream } from './event-stream.ts';
import { listen, type ListenDeps } from './listen.ts';
import { findEnd } from './queries.ts';

export interface ListenRouteDeps extends ListenDeps {
  /** Looks again at who asks and whether they may; throws when not. */
  readonly recheckAccess: (req: FastifyRequest) => Promise<Principal>;
  readonly streamLimits?: RoomLimits;
}

const HOUR_SECONDS = 3_600;

const ListenQuery = Type.Object({
  types: Type.Optional(
    Type.String({ maxLength: 500, description: 'Event types, comma-separated; left out, all.' }),
  ),
  seconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: HOUR_SECONDS,
      description: 'Ends after so many, as it does after an hour; come again with `Last-Event-ID`.',
    }),
  ),
});

/** The events of an app as they happen, for `fieldhook listen`. */
export function listenRoutes(app: Server, deps: ListenRouteDeps): void {
  const { db, clock, recheckAccess } = deps;
  const rooms = createRooms(deps.streamLimits ?? { perProcess: 50, perApp: 5 });
  const stopping = new AbortController();
  app.addHook('preClose', (done) => {
    stopping.abort();
    done();
  });

  app.get(
    '/api/portal/apps/:appId/listen',
    {
      config: { access: { by: 'developer' } },
      // It would have to be generated to the end to know its length.
      exposeHeadRoute: false,
      preValidation: readQueryText(ListenQuery),
      schema: {
        tags: ['Portal'],
        summary: 'Listen to what is published for an app',
        description:
          'Server-sent events: `ready`, then a `delivery` for each event, with headers, signatures and the very bytes (base64) that a delivery would have now, and `problem` where it could not be sent. Sensitive custom headers are left out. No delivery changes by it.',
        params: Type.Object({ appId: Type.String() }),
        querystring: ListenQuery,
        headers: Type.Object({
          'last-event-id': Type.Optional(
            Type.String({ maxLength: 100, description: 'The id of the last message, to miss nothing.' }),
          ),
        }),
        response: {
          200: {
            description: 'A stream of messages.',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
        },
      },
    },
    async (req, reply) => {
      const { id: appId } = await requireApp(db, reachOf(req));
      const types = readTypes(req.query.types);
      const start = await findStart(req.headers['last-event-id']);
      const leave = rooms.enter(appId);
      if (leave === undefined) throw rateLimited(10);
      const check = async (): Promise<void> => {
        const { organisationIds } = await recheckAccess(req);
        await requireApp(db, { appId, organisationIds });
      };
      await answerStream(req, reply, (signal) => listen(deps, { appId, types, check, ...start }, signal), {
        seconds: req.query.seconds ?? HOUR_SECONDS,
        stopping: stopping.signal,
        leave,
      });
    },
  );

  async function findStart(
    cursor: string | undefined,
  ): Promise<{ after: Position; notIn: string | undefined }> {
    const { horizon, snapshot } = await findEnd(db);
    if (cursor === undefined) return { after: justBefore(horizon, clock()), notIn: snapshot };
    const after = requirePosition(cursor, 'Last-Event-ID');
    if (after.transaction < horizon) return { after, notIn: undefined };
    throw new ApiError('validation_failed', {
      'Last-Event-ID': ['is of another database; begin again without it.'],
    });
  }
}

function readTypes(text: string | undefined): string[] | undefined {
  const types = text?.split(',').map((type) => type.trim());
  if (types?.some((type) => !eventTypes.includes(type as (typeof eventTypes)[number])) === true) {
    throw new ApiError('validation_failed', { types: [`must be among ${eventTypes.join(', ')}.`] });
  }
  return types;
}
