import { Type } from 'typebox';
import { anyone } from '../http/access.ts';
import type { Server } from '../http/server.ts';
import { eventCatalogue } from './catalogue.ts';
import { undeliveredReasons } from './undelivered-reasons.ts';

export const CatalogueEntry = Type.Object({
  type: Type.String(),
  title: Type.String(),
  description: Type.String(),
  fires: Type.Array(Type.String(), { description: 'When it fires; any of them is enough.' }),
  firesNot: Type.Array(Type.String(), { description: 'When it does not, although one might think so.' }),
  withoutDelivery: Type.Array(
    Type.Object({ reason: Type.Enum([...undeliveredReasons]), text: Type.String() }),
    {
      description: 'Why it may have happened and yet is sent to nobody.',
    },
  ),
  schema: Type.Object(
    {},
    { additionalProperties: true, description: 'JSON Schema 2020-12 of the whole POST body.' },
  ),
  example: Type.Object({}, { additionalProperties: true }),
});

export function eventRoutes(app: Server): void {
  app.get(
    '/events/catalogue',
    {
      config: anyone,
      schema: {
        tags: ['Events'],
        summary: 'Every type of event, with its schema and an example',
        response: { 200: Type.Object({ data: Type.Array(CatalogueEntry) }) },
      },
    },
    () => ({
      data: eventCatalogue.map((entry) => ({
        ...entry,
        fires: [...entry.fires],
        firesNot: [...entry.firesNot],
        withoutDelivery: [...entry.withoutDelivery],
      })),
    }),
  );
}
