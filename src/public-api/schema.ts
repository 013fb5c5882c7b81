import { type Static, type TSchema, Type } from 'typebox';
import { MAX_ID } from '../lib/ids.ts';

const strict = { additionalProperties: false };
const instant = (description?: string) =>
  Type.String({ format: 'date-time', maxLength: 64, ...(description === undefined ? {} : { description }) });
const count = () => Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

export const TenantParams = Type.Object({ tenant: Type.String({ description: 'The tenant, an int64.' }) });
export const ThingParams = Type.Object({ ...TenantParams.properties, id: Type.String() });

/** Unknown parameters are ignored, as clients of the original expect. */
export const ListQuery = Type.Object({
  createdBefore: Type.Optional(instant('Exclusive.')),
  createdOnOrAfter: Type.Optional(instant('Inclusive.')),
  modifiedBefore: Type.Optional(instant('Exclusive.')),
  modifiedOnOrAfter: Type.Optional(instant('Inclusive.')),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ID, default: 1 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_000, default: 50 })),
  includeTotal: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Whether to count all; `True` and `False` will do as well.',
    }),
  ),
});
export type ListQuery = Static<typeof ListQuery>;

export const PerformanceQuery = Type.Object({
  sessionCreatedOnOrAfter: instant('Inclusive.'),
  sessionCreatedBefore: instant('Exclusive.'),
});
export type PerformanceQuery = Static<typeof PerformanceQuery>;

export const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object(
    {
      page: Type.Integer(),
      pageSize: Type.Integer(),
      hasMore: Type.Boolean(),
      totalCount: Type.Union([Type.Integer(), Type.Null()], { description: 'Only with `includeTotal`.' }),
      data: Type.Array(item),
    },
    strict,
  );

export interface Page<Item> {
  readonly page: number;
  readonly pageSize: number;
  readonly hasMore: boolean;
  readonly totalCount: number | null;
  readonly data: Item[];
}

export const SchedulerResponse = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    companyName: Type.String(),
    createdOn: instant(),
    modifiedOn: instant(),
    schedulerStatus: Type.String({ enum: ['Active', 'Draft', 'Inactive'] }),
    dataApiKey: Type.String({ description: "The brand's key for embedding its schedulers." }),
    isDefault: Type.Boolean({ description: 'One per brand.' }),
    mode: Type.String({ enum: ['Call_Center', 'Standard'] }),
    quickLaunchLink: Type.String({ description: 'Opens the scheduler.' }),
  },
  strict,
);
export type SchedulerResponse = Static<typeof SchedulerResponse>;

const Milestones = Type.Object(
  {
    opened: count(),
    zipcode: count(),
    interacted: count(),
    issue: count(),
    schedule: count(),
    customer: count(),
    details: count(),
    booked: count(),
    abandoned: count(),
  },
  { ...strict, description: 'How many sessions reached each.' },
);

const fraction = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

export const SchedulerPerformanceResponse = Type.Object(
  {
    id: Type.String(),
    schedulerName: Type.String(),
    brandName: Type.String(),
    schedulerCompletionRate: fraction('Booked among those that interacted.'),
    openedCompletionRate: fraction('Booked among those that were opened.'),
    totalCustomerContactsCaptured: count(),
    totalJobsCreated: count(),
    totalBookingsCreated: count(),
    totalAbandonedSessionsSentToBookings: count(),
    totalAbandonedSessionsSentToLeads: count(),
    totalBookingsRecoveredFromAbandonedSessionsRecoveryLink: count(),
    totalJobsRecoveredFromAbandonedSessionsRecoveryLink: count(),
    totalBookingsRecoveredFromAbandonedSessionsAiAgent: count(),
    totalJobsRecoveredFromAbandonedSessionsAiAgent: count(),
    totalSmsSentToRecoverAbandonedSessionRecoveryLink: count(),
    totalSmsSentToRecoverAbandonedSessionAiAgent: count(),
    totalBookingsRecoveredFromAbandonedSessions: count(),
    totalJobsRecoveredFromAbandonedSessions: count(),
    totalMembershipInterest: count(),
    totalSessions: count(),
    milestoneFrequencyCount: Milestones,
  },
  strict,
);
export type SchedulerPerformanceResponse = Static<typeof SchedulerPerformanceResponse>;

export const RouterPerformanceResponse = Type.Object(
  {
    id: Type.String(),
    openedCount: count(),
    interactedCount: count(),
    sessionCountBySchedulerId: Type.Array(
      Type.Object(
        { schedulerId: Type.Union([Type.String(), Type.Null()]), openedCount: count() },
        { ...strict, description: 'Null: sent on to no scheduler.' },
      ),
    ),
  },
  strict,
);
export type RouterPerformanceResponse = Static<typeof RouterPerformanceResponse>;
