import { type Static, type TSchema, Type } from 'typebox';
import { RouterPerformanceResponse, SchedulerPerformanceResponse } from '../public-api/schema.ts';

const strict = { additionalProperties: false };
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = (description: string) => Type.String({ format: 'date-time', maxLength: 40, description });
const count = () => Type.Integer({ minimum: 0 });

export const TenantParams = Type.Object({ tenantId: Type.String() });

export const PerformanceQuery = Type.Object({
  from: instant('Sessions created then or later.'),
  until: instant('Sessions created before.'),
  schedulerId: Type.Optional(Type.String({ maxLength: 200, description: 'Of this one alone.' })),
  compareFrom: Type.Optional(instant('Another period to compare with; goes with compareUntil.')),
  compareUntil: Type.Optional(instant('Its end, exclusive.')),
});
export type PerformanceQuery = Static<typeof PerformanceQuery>;

const { id, schedulerName, brandName, ...figures } = SchedulerPerformanceResponse.properties;

/** The figures of the public API, and what the office asks besides. */
export const Figures = Type.Object(
  {
    ...figures,
    bookedAfterAbandonment: Type.Integer({
      minimum: 0,
      description: 'Sessions that were abandoned and completed after all, the same page still open.',
    }),
    droppedAtStep: Type.Object(
      {
        none: count(),
        location: count(),
        serviceSelection: count(),
        availability: count(),
        contactInfo: count(),
      },
      {
        ...strict,
        description:
          'Sessions that were abandoned and never booked, by the furthest step that they reached; `none` left before the first.',
      },
    ),
  },
  strict,
);
export type Figures = Static<typeof Figures>;

export const SchedulerFigures = Type.Object({ id, schedulerName, brandName, ...Figures.properties }, strict);

const Period = Type.Object(
  {
    from: instant('Inclusive.'),
    until: instant('Exclusive.'),
    total: Type.Object(Figures.properties, {
      ...strict,
      description: 'Over the schedulers below; a customer of several counts once.',
    }),
    schedulers: Type.Array(SchedulerFigures, { description: 'Every one, in the order of creation.' }),
  },
  strict,
);
export type Period = Static<typeof Period>;

export const RouterFigures = Type.Object(
  { name: Type.String(), ...RouterPerformanceResponse.properties },
  strict,
);

export const Performance = Type.Object(
  {
    ...Period.properties,
    routers: Type.Array(RouterFigures, {
      description: 'The figures of the public API of every one; none where one scheduler alone is asked for.',
    }),
    comparison: orNull(Period),
  },
  strict,
);
export type Performance = Static<typeof Performance>;
