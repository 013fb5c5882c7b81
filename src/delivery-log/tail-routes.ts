import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { requireApp } from '../apps/edit.ts';
import { reachOf } from '../apps/portal-request.ts';
import { answerStream, streamAnswer } from '../feed/event-stream.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import { rateLimited } from '../lib/rate-limit.ts';
import { createRooms, type RoomLimits } from '../lib/rooms.ts';
import { type Principal, principalOf } from '../people/principal.ts';
import { parseInstant } from '../public-api/read-query.ts';
import { readFilter, readSearch } from './read-filter.ts';
import { AppParams, DeliveriesQuery } from './schema.ts';
import { tail, type TailDeps } from './tail.ts';

export interface TailRouteDeps extends TailDeps {
  /** Looks again at who asks and whether they may; throws when not. */
  readonly recheckAccess: (req: FastifyRequest) => Promise<Principal>;
  readonly tailLimits?: { readonly perProcess: number; readonly perPerson: number };
}

const HOUR_SECONDS = 3_600;

const TailQuery = Type.Object({
  eventType: DeliveriesQuery.properties.eventType,
  tenantId: DeliveriesQuery.properties.tenantId,
  httpStatus: DeliveriesQuery.properties.httpStatus,
  errorCode: DeliveriesQuery.properties.errorCode,
  text: DeliveriesQuery.properties.text,
  seconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: HOUR_SECONDS,
      description: 'Ends after so many, as it does after an hour; come again with `Last-Event-ID`.',
    }),
  ),
});

/** The deliveries of an app as they change, for a page that shows them. */
export function deliveryTailRoutes(app: Server, deps: TailRouteDeps): void {
  const { db, clock, recheckAccess } = deps;
  const { perProcess, perPerson } = deps.tailLimits ?? { perProcess: 100, perPerson: 4 };
  const rooms = createRooms({ perProcess, perApp: perPerson } satisfies RoomLimits);
  const stopping = new AbortController();
  app.addHook('preClose', (done) => {
    stopping.abort();
    done();
  });

  app.get(
    '/api/portal/apps/:appId/deliveries/stream',
    {
      config: { access: { by: 'developer' } },
      // It would have to be generated to the end to know its length.
      exposeHeadRoute: false,
      preValidation: readQueryText(TailQuery),
      schema: {
        tags: ['Portal'],
        summary: 'Follow the deliveries of an app as they are made and change',
        description:
          'Server-sent events: `ready`, then a `delivery` as in the list whenever one is made or changes. Looked at are the newest 200 that fit and those that were under way when they were told. Whether its state fits is for the reader to see: one that changes must be told, too. It ends after an hour, or as soon as the reader may not go on; come again with `Last-Event-ID`, and let each message replace what is known of its delivery. Four at once for a person.',
        params: AppParams,
        querystring: TailQuery,
        headers: Type.Object({
          'last-event-id': Type.Optional(
            Type.String({
              format: 'date-time',
              maxLength: 40,
              description: 'The id of the last message, to miss nothing.',
            }),
          ),
        }),
        response: { 200: streamAnswer },
      },
    },
    async (req, reply) => {
      const { id: appId } = await requireApp(db, reachOf(req));
      const since = readSince(req.headers['last-event-id']) ?? clock();
      const { seconds = HOUR_SECONDS, ...query } = req.query;
      const [filter, search] = [readFilter(query), readSearch(query)];
      const leave = rooms.enter(principalOf(req).personId);
      if (leave === undefined) throw rateLimited(10);
      const check = async (): Promise<void> => {
        const { organisationIds } = await recheckAccess(req);
        await requireApp(db, { appId, organisationIds });
      };
      await answerStream(
        req,
        reply,
        (signal) => tail(deps, { appId, filter, search, since, check }, signal),
        { seconds, stopping: stopping.signal, leave },
      );
    },
  );
}

function readSince(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant === undefined)
    throw new ApiError('validation_failed', {
      'Last-Event-ID': ['is of no stream; begin again without it.'],
    });
  return instant;
}
