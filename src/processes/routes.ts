import { Type } from 'typebox';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { version } from '../lib/version.ts';
import { ALIVE_SECONDS } from './heartbeat.ts';
import { listProcesses, type ProcessRow } from './queries.ts';

const MOST_LISTED = 500;
const instant = () => Type.String({ format: 'date-time' });

export const WorkersView = Type.Object({
  version: Type.String({ description: 'Of the process that answers.' }),
  data: Type.Array(
    Type.Object({
      id: Type.String(),
      roles: Type.Array(Type.Enum(['api', 'worker'])),
      hostName: Type.String(),
      processId: Type.Integer(),
      version: Type.String(),
      startedAt: instant(),
      lastBeatAt: instant(),
      alive: Type.Boolean({ description: `Heard of within the last ${ALIVE_SECONDS} seconds.` }),
    }),
    {
      description:
        'The last one heard of first. One that stopped in order is gone, one that did not is listed for an hour.',
    },
  ),
});

/** Which processes run, for operators. */
export function processRoutes(app: Server, { db, clock }: { readonly db: Db; readonly clock: Clock }): void {
  app.get(
    '/api/operator/workers',
    {
      config: { access: { by: 'operator' } },
      onRequest: forbidCaching,
      schema: {
        tags: ['Operator'],
        summary: 'Which processes run, since when, and in which version',
        response: { 200: WorkersView },
      },
    },
    async () => {
      const since = addSeconds(clock(), -ALIVE_SECONDS);
      const rows = await listProcesses(db, MOST_LISTED);
      return { version, data: rows.map((row) => toView(row, since)) };
    },
  );
}

function toView(row: ProcessRow, since: Date) {
  return {
    id: row.id,
    roles: row.role === 'all' ? (['api', 'worker'] as const).slice() : [row.role as 'api' | 'worker'],
    hostName: row.host_name,
    processId: row.process_id,
    version: row.version,
    startedAt: row.started_at.toISOString(),
    lastBeatAt: row.beat_at.toISOString(),
    alive: row.beat_at >= since,
  };
}
