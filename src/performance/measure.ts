import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withTenant } from '../lib/isolation.ts';
import {
  countContacts,
  listRouterFigures,
  listSchedulerFigures,
  nothingMeasured,
  type OfficeFiguresRow,
  sumFigures,
} from '../public-api/figures.ts';
import { toRouterPerformance, toSchedulerPerformance } from '../public-api/performance.ts';
import { listMeasured, listMeasuredRouters, type MeasuredScheduler } from './queries.ts';
import type { Figures, Performance, Period } from './schema.ts';

export interface Span {
  readonly from: Date;
  readonly until: Date;
}

export interface Question extends Span {
  readonly schedulerId: string | undefined;
  readonly comparison: Span | undefined;
}

/** @throws ApiError not_found for a scheduler that is not this tenant's */
export function measure(db: Db, tenantId: number, question: Question): Promise<Performance> {
  return withTenant(db, tenantId, async (trx) => {
    const { schedulerId, comparison } = question;
    const schedulers = await listMeasured(trx, tenantId, schedulerId);
    if (schedulerId !== undefined && schedulers.length === 0) throw new ApiError('not_found');
    // What a router opens belongs to none of its schedulers yet.
    const routers = schedulerId === undefined ? await listMeasuredRouters(trx, tenantId) : [];
    const period = await measurePeriod(trx, tenantId, schedulers, question);
    return {
      ...period,
      routers: await measureRouters(trx, tenantId, routers, question),
      comparison:
        comparison === undefined ? null : await measurePeriod(trx, tenantId, schedulers, comparison),
    };
  });
}

async function measurePeriod(
  trx: Db,
  tenantId: number,
  schedulers: readonly MeasuredScheduler[],
  { from, until }: Span,
): Promise<Period> {
  const ids = schedulers.map(({ id }) => id);
  const range = { onOrAfter: from, before: until };
  const measured = new Map(
    (await listSchedulerFigures(trx, tenantId, ids, range)).map((row) => [row.schedulerId, row]),
  );
  const rows = [...measured.values()];
  // Of one scheduler they have been counted already; of several a customer may be in more than one.
  const contacts =
    rows.length > 1 ? await countContacts(trx, tenantId, ids, range) : (rows[0]?.contacts ?? 0);
  return {
    from: from.toISOString(),
    until: until.toISOString(),
    total: toFigures({ ...sumFigures(rows), contacts }),
    schedulers: schedulers.map((scheduler) => ({
      id: scheduler.id,
      schedulerName: scheduler.name,
      brandName: scheduler.brandName,
      ...toFigures(measured.get(scheduler.id) ?? nothingMeasured),
    })),
  };
}

async function measureRouters(
  trx: Db,
  tenantId: number,
  routers: readonly { readonly id: string; readonly name: string }[],
  { from, until }: Span,
): Promise<Performance['routers']> {
  const ids = routers.map(({ id }) => id);
  const rows = await listRouterFigures(trx, tenantId, ids, { onOrAfter: from, before: until });
  return routers.map(({ id, name }) => ({
    name,
    ...toRouterPerformance(
      id,
      rows.filter(({ routerId }) => routerId === id),
    ),
  }));
}

function toFigures(row: OfficeFiguresRow): Figures {
  const whole = toSchedulerPerformance({ id: '', name: '', brandName: '' }, row);
  const { id: _, schedulerName: __, brandName: ___, ...figures } = whole;
  return {
    ...figures,
    bookedAfterAbandonment: row.bookedAfterAbandonment,
    droppedAtStep: {
      none: row.droppedAtNone,
      location: row.droppedAtLocation,
      serviceSelection: row.droppedAtServiceSelection,
      availability: row.droppedAtAvailability,
      contactInfo: row.droppedAtContactInfo,
    },
  };
}
