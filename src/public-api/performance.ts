import type { PerformanceRow, RouterFiguresRow } from './figures.ts';
import type { RouterPerformanceResponse, SchedulerPerformanceResponse } from './schema.ts';

/** Nothing opened is no failure and no success: 0. */
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export function toSchedulerPerformance(
  scheduler: { readonly id: string; readonly name: string; readonly brandName: string },
  row: PerformanceRow,
): SchedulerPerformanceResponse {
  const { opened, zipcode, interacted, issue, schedule, customer, details, booked, abandoned } = row;
  return {
    id: scheduler.id,
    schedulerName: scheduler.name,
    brandName: scheduler.brandName,
    schedulerCompletionRate: share(booked, interacted),
    openedCompletionRate: share(booked, opened),
    totalCustomerContactsCaptured: row.contacts,
    totalJobsCreated: row.jobs,
    totalBookingsCreated: row.bookings,
    totalAbandonedSessionsSentToBookings: row.sentToBookings,
    totalAbandonedSessionsSentToLeads: row.sentToLeads,
    totalBookingsRecoveredFromAbandonedSessionsRecoveryLink: row.bookingsByLink,
    totalJobsRecoveredFromAbandonedSessionsRecoveryLink: row.jobsByLink,
    totalBookingsRecoveredFromAbandonedSessionsAiAgent: row.bookingsByAgent,
    totalJobsRecoveredFromAbandonedSessionsAiAgent: row.jobsByAgent,
    // fieldhook sends no text messages yet, so this is the true count.
    totalSmsSentToRecoverAbandonedSessionRecoveryLink: 0,
    totalSmsSentToRecoverAbandonedSessionAiAgent: 0,
    totalBookingsRecoveredFromAbandonedSessions: row.bookingsByLink + row.bookingsByAgent,
    totalJobsRecoveredFromAbandonedSessions: row.jobsByLink + row.jobsByAgent,
    totalMembershipInterest: row.memberships,
    totalSessions: opened,
    milestoneFrequencyCount: {
      opened,
      zipcode,
      interacted,
      issue,
      schedule,
      customer,
      details,
      booked,
      abandoned,
    },
  };
}

export function toRouterPerformance(
  id: string,
  rows: readonly RouterFiguresRow[],
): RouterPerformanceResponse {
  return {
    id,
    openedCount: rows.reduce((sum, row) => sum + row.opened, 0),
    interactedCount: rows.reduce((sum, row) => sum + row.interacted, 0),
    sessionCountBySchedulerId: rows.map(({ schedulerId, opened }) => ({ schedulerId, openedCount: opened })),
  };
}
