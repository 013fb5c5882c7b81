import { type AppDeps, buildApp } from '../src/app.ts';
import { Handover } from '../src/deliveries/handover.ts';
import { createSender } from '../src/deliveries/sending/sender.ts';
import { createPublisher } from '../src/events/publish.ts';
import type { Server } from '../src/http/server.ts';
import type { Clock } from '../src/lib/clock.ts';
import type { Db } from '../src/lib/db.ts';
import { createLog } from '../src/lib/log.ts';
import { testSealer } from './factories.ts';

/** The HTTP application on a test's database and clock, without a socket: use `inject`. */
export function buildTestApp(
  db: Db,
  clock: Clock,
  onCommitted: () => void = () => undefined,
  allowedOrigins: readonly string[] = [],
  more: Partial<
    Pick<
      AppDeps,
      | 'hotDb'
      | 'handover'
      | 'sendMail'
      | 'log'
      | 'sealer'
      | 'trustProxy'
      | 'registration'
      | 'testSender'
      | 'baseUrl'
      | 'compileAtStart'
    >
  > = {},
): Promise<Server> {
  const baseUrl = (): string => 'https://fieldhook.test';
  return buildApp({
    db,
    hotDb: db,
    clock,
    log: createLog('silent'),
    publish: createPublisher(baseUrl),
    eventSource: baseUrl,
    testSender: createSender({ timeoutMs: 5_000, allowedOrigins: new Set(allowedOrigins) }),
    sealer: testSealer,
    allowedOrigins: new Set(allowedOrigins),
    handover: new Handover(onCommitted),
    onCommitted,
    baseUrl,
    ...more,
  });
}
