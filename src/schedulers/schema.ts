import { type Static, type TSchema, Type } from 'typebox';
import { Name } from '../http/single-line.ts';

const strict = { additionalProperties: false };
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = () => Type.String({ format: 'date-time' });

/** The bounds are those of the table. */
const seconds = (minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: 3_600, description: `${description} ${minimum} to 3,600 seconds.` });

const settings = {
  name: Name(),
  brandId: Type.String({
    maxLength: 200,
    description: 'The brand whose data API key opens it: pages that embed it know the two together.',
  }),
  status: Type.Enum(['Active', 'Draft', 'Inactive'], { description: 'Visitors are let in while `Active`.' }),
  mode: Type.Enum(['Standard', 'Call_Center'], {
    description: 'In `Call_Center` staff is on the phone: who abandons never qualifies.',
  }),
  isDefault: Type.Boolean({ description: 'One per brand; whoever becomes it takes the place of the last.' }),
  creates: Type.Enum(['job', 'booking'], { description: 'What a completed session becomes.' }),
  filesAbandonedAs: Type.Enum(['booking', 'lead'], { description: 'As what abandoned contacts are filed.' }),
  closedAfterSeconds: seconds(10, 'Abandoned so long after the page was closed.'),
  hiddenAfterSeconds: seconds(10, 'Abandoned so long after the page was hidden.'),
  silentAfterSeconds: seconds(60, 'Abandoned so long after the last heartbeat.'),
  idleAfterSeconds: seconds(60, 'Abandoned so long after the last input, though visible.'),
};

export const TenantParams = Type.Object({ tenantId: Type.String() });
export const SchedulerParams = Type.Object({ tenantId: Type.String(), schedulerId: Type.String() });

const { name, brandId, ...others } = settings;
export const NewScheduler = Type.Object(
  { name, brandId, ...Type.Partial(Type.Object(others)).properties },
  strict,
);
export type NewScheduler = Static<typeof NewScheduler>;

/** Left out = unchanged. */
export const SchedulerChange = Type.Partial(Type.Object(settings, strict), strict);
export type SchedulerChange = Static<typeof SchedulerChange>;

export const SchedulersQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '1 to 200; 200.' })),
  cursor: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: '^[\\x21-\\x7e]+$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});

export const SchedulerView = Type.Object({
  id: Type.String(),
  ...settings,
  brandName: Type.String(),
  dataApiKey: Type.String({ description: 'Of the brand: what pages embed it with. No secret.' }),
  quickLaunchLink: Type.String({ description: 'Opens it.' }),
  createdOn: instant(),
  modifiedOn: instant(),
});
export type SchedulerView = Static<typeof SchedulerView>;

export const SchedulerPage = Type.Object({
  data: Type.Array(SchedulerView),
  nextCursor: orNull(Type.String({ description: 'For the page after this; null on the last.' })),
});
export type SchedulerPage = Static<typeof SchedulerPage>;

export const BrandParams = Type.Object({ tenantId: Type.String(), brandId: Type.String() });
export const BrandBody = Type.Object({ name: Name() }, strict);
export const BrandView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  dataApiKey: Type.String({
    description: 'The install key: pages embed the schedulers of the brand with it. No secret.',
  }),
  schedulerCount: Type.Integer(),
  createdOn: instant(),
});
export type BrandView = Static<typeof BrandView>;
export const BrandList = Type.Object({ data: Type.Array(BrandView) });
export type BrandList = Static<typeof BrandList>;
