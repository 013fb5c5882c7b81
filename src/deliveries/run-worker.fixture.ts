import { parseArgs } from 'node:util';
import { testSealer } from '../../test/factories.ts';
import { openDatabase } from '../lib/db.ts';
import { Wakeable } from '../lib/due-loop.ts';
import { silentLog } from '../lib/log.ts';
import { Handover } from './handover.ts';
import { EXTENDED_SECONDS, STANDARD_SECONDS } from './retry-schedule.ts';
import { startDeliveryWorker } from './start-worker.ts';

// A delivery worker in a process of its own, to be killed.
const { values } = parseArgs({ options: { database: { type: 'string' }, origin: { type: 'string' } } });
const { pool } = openDatabase({ url: values.database ?? '', poolSize: 4, log: silentLog });
await startDeliveryWorker(
  {
    pool,
    sealer: testSealer,
    schedules: { standard: STANDARD_SECONDS, extended: EXTENDED_SECONDS },
    clock: () => new Date(),
    log: silentLog,
    wake: new Wakeable(),
    handover: new Handover(() => undefined),
    concurrency: 16,
    timeoutMs: 15_000,
    allowedOrigins: new Set([values.origin ?? '']),
    userAgent: 'fieldhook/test',
  },
  new AbortController().signal,
);
