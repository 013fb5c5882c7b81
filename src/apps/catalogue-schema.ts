import { Type } from 'typebox';

const Seconds = Type.Array(Type.Number());

/** What there is to choose from in the forms of an app. */
export const CatalogueView = Type.Object({
  products: Type.Array(
    Type.Object({
      product: Type.String(),
      scopes: Type.Array(
        Type.Object({
          scope: Type.String(),
          part: Type.String(),
          title: Type.String(),
          description: Type.String(),
        }),
      ),
    }),
  ),
  eventTypes: Type.Array(
    Type.Object({
      eventType: Type.String(),
      title: Type.String(),
      description: Type.String(),
      neededScope: Type.String(),
    }),
  ),
  categories: Type.Array(Type.String()),
  localDeliveryUrls: Type.Boolean({
    description:
      'Whether delivery URLs may name a server on the machine that fieldhook runs on, as while it is tried.',
  }),
  retrySchedules: Type.Object(
    { standard: Seconds, extended: Seconds },
    {
      description:
        'As this deployment has them: seconds from the end of each failed attempt to the next; after the last, the delivery has failed.',
    },
  ),
});
