import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { buildApp } from '../app.ts';
import type { Config } from '../config.ts';
import { Handover } from '../deliveries/handover.ts';
import { createSender } from '../deliveries/sending/sender.ts';
import { portOf, type TargetPolicy } from '../deliveries/sending/target-guard.ts';
import { DemoInbox } from '../demo/inbox.ts';
import { demoFile, prepareDemo } from '../demo/prepare.ts';
import { createPublisher } from '../events/publish.ts';
import { systemClock } from '../lib/clock.ts';
import { openDatabase } from '../lib/db.ts';
import { runDueLoop, Wakeable } from '../lib/due-loop.ts';
import { ownInboxes } from '../inbox/own-inbox.ts';
import { createHeartbeat } from '../processes/heartbeat.ts';
import { createLog } from '../lib/log.ts';
import { userAgent, version } from '../lib/version.ts';
import { createNotifier, listenForWakeUps } from '../lib/wake-ups.ts';
import { createMailer } from '../people/mail.ts';
import { partitionLoop, startWorkers, type WorkerDeps } from '../worker.ts';
import { isLoopback, isOwnMachine } from '../setting-values.ts';
import { listeningUrl } from './listening-url.ts';
import { localServers } from './local-servers.ts';
import { openStorage, type Storage } from './open-storage.ts';
import { noteRunningServer } from './running-database.ts';

export type Role = 'all' | 'api' | 'worker';

/** PostgreSQL settings of the delivery worker's connections: see docs/adr/0003-postgresql-is-truth-and-queue.md. */
const hotSettings = {
  // A batch is always a few hundred primary keys; statistics of a table that fills and empties must not talk the planner
  // into reading all partitions instead.
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  // Planning a claim anew took 1.2 ms each time, as much as claiming 50 deliveries.
  plan_cache_mode: 'force_generic_plan',
};

const SEND_TIMEOUT_MS = 15_000;

/** Runs a role until `stop` aborts, then ends in order within the configured bound. */
export async function start(
  role: Role,
  config: Config,
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const log = createLog(config.logLevel);
  await using cleanup = new AsyncDisposableStack();
  const storage = await openStorage(config, log, say, cleanup);
  const { database } = storage;
  const wake = new Wakeable();
  const notify = role === 'api' ? createNotifier(database.pool, log) : () => wake.wake();

  let baseUrl = config.publicUrl ?? listeningUrl(config.host, config.port);
  let ownPort = config.port;
  const eventSource = (): string => config.eventSource ?? baseUrl;
  const publish = createPublisher(eventSource);
  const handover = new Handover(notify);
  // Loopback only: the demo tenant's keys are random, but whoever reaches its inbox reads what visitors typed. A demo that
  // an earlier start seeded stays in the database; while there is no inbox its webhooks fail with blocked_address.
  const isTrial = storage.embedded !== undefined && isOwnMachine(config.host, config.publicUrl);
  const policy: TargetPolicy = {
    isOwnInbox: ownInboxes(() => baseUrl),
    ...(config.deliveryLocalServers && {
      isLocalServer: localServers(() => [ownPort, portOf(new URL(baseUrl))]),
    }),
    allowedOrigins: new Set(config.deliveryAllowedOrigins),
    allowedPorts: new Set(config.deliveryAllowedPorts),
    allowedNetworks: config.deliveryAllowedCidrs,
  };
  const demo = storage.embedded !== undefined && isLoopback(config.host) ? new DemoInbox() : undefined;
  const sendMail = config.mail === undefined ? undefined : createMailer(config.mail);
  const noticeMail = sendMail && { sendMail, baseUrl: () => baseUrl };
  const running: Promise<unknown>[] = [];

  if (role !== 'worker') {
    // The demo's own is added once it is known.
    const testedOrigins = new Set(config.deliveryAllowedOrigins);
    const app = await buildApp({
      db: database.db,
      hotDb: database.hotDb,
      clock: systemClock,
      log,
      publish,
      eventSource,
      retrySchedules: config.retrySchedules,
      testSender: createSender({
        ...policy,
        allowedOrigins: testedOrigins,
        proxyUrl: config.deliveryProxyUrl,
        timeoutMs: SEND_TIMEOUT_MS,
      }),
      sealer: storage.sealer,
      sendMail,
      registration: { isOpen: config.registrationIsOpen, makesTestTenant: isTrial },
      ...policy,
      handover,
      onCommitted: notify,
      baseUrl: () => baseUrl,
      trustProxy: config.trustProxy,
      demo,
    });
    await app.listen({ host: config.host, port: config.port });
    const { port } = app.server.address() as AddressInfo;
    ownPort = port;
    baseUrl = config.publicUrl ?? listeningUrl(config.host, port);
    if (storage.embedded !== undefined) await noteRunningServer(config.dataDir, baseUrl);
    if (demo !== undefined) {
      const tenant = await prepareDemo(database.db, storage, config, listeningUrl(config.host, port));
      demo.tenant = tenant;
      if (tenant !== undefined) testedOrigins.add(new URL(tenant.webhookUrl).origin);
    }
    running.push(untilAborted(stop).then(() => app.close()));
  }
  // Not before: a start that fails takes the database away from whatever runs.
  const heartbeat = createHeartbeat({ db: database.db, clock: systemClock, log }, role);
  running.push(
    runDueLoop(heartbeat.loop, stop)
      .then(heartbeat.leave)
      .catch((err: unknown) => log.warn({ err }, 'this process could not be taken off the list')),
  );
  if (role === 'api') {
    running.push(runDueLoop(partitionLoop({ db: database.db, clock: systemClock, log }), stop));
  } else {
    running.push(
      runWorkers(
        config,
        storage,
        { log, publish, wake, handover, notify, demo, noticeMail, cleanup, policy },
        stop,
      ),
    );
  }
  if (config.databaseUrl !== undefined && role !== 'api') {
    running.push(listenForWakeUps(storage.databaseUrl, () => wake.wake(), log, stop));
  }
  if (role !== 'all' && config.publicUrl === undefined && config.eventSource === undefined) {
    log.warn(
      { source: baseUrl },
      'neither PUBLIC_URL nor EVENT_SOURCE is set: events of this process name it as their source',
    );
  }
  log.info({ role, version, baseUrl }, 'started');
  announce(role, baseUrl, config, storage, demo, say);

  const work = Promise.all(running).then(() => true);
  // Work ends only when told. Should some of it fail, that is a bug, but the embedded PostgreSQL is stopped all the same.
  await Promise.race([untilAborted(stop), work, ...(storage.embedded ? [storage.embedded.failed] : [])]);
  const ended = await Promise.race([
    work,
    delay(config.shutdownTimeoutSeconds * 1000, false, { ref: false }),
  ]);
  if (!ended)
    log.warn('stopped before everything under way was done; unrecorded deliveries will be sent again');
  log.info('stopped');
}

interface WorkerParts {
  readonly log: ReturnType<typeof createLog>;
  readonly publish: ReturnType<typeof createPublisher>;
  readonly wake: Wakeable;
  readonly handover: Handover;
  readonly notify: () => void;
  readonly demo: DemoInbox | undefined;
  readonly noticeMail: WorkerDeps['noticeMail'];
  readonly cleanup: AsyncDisposableStack;
  readonly policy: TargetPolicy;
}

async function runWorkers(
  config: Config,
  storage: Storage,
  parts: WorkerParts,
  stop: AbortSignal,
): Promise<void> {
  const { log, publish, wake, handover, notify, demo, noticeMail, cleanup, policy } = parts;
  const hot = openDatabase({ url: storage.databaseUrl, poolSize: 4, log, settings: hotSettings });
  // Even if the loops do not end within the bound: a pool left open complains when the embedded PostgreSQL stops.
  cleanup.defer(() => hot.close());
  const demoOrigin = demo?.tenant === undefined ? [] : [new URL(demo.tenant.webhookUrl).origin];
  await startWorkers(
    {
      abandonment: { db: storage.database.hotDb, publish, clock: systemClock, log, onCommitted: notify },
      deliveries: {
        pool: hot.pool,
        sealer: storage.sealer,
        schedules: config.retrySchedules,
        clock: systemClock,
        log,
        wake,
        handover,
        concurrency: config.deliveryConcurrency,
        timeoutMs: SEND_TIMEOUT_MS,
        ...policy,
        allowedOrigins: new Set([...policy.allowedOrigins, ...demoOrigin]),
        proxyUrl: config.deliveryProxyUrl,
        userAgent,
      },
      noticeMail,
    },
    stop,
  );
}

function announce(
  role: Role,
  baseUrl: string,
  config: Config,
  storage: Storage,
  demo: DemoInbox | undefined,
  say: (line: string) => void,
): void {
  if (role === 'worker') return say(`fieldhook ${version} worker is running.`);
  say(`fieldhook ${version} is running on ${baseUrl}`);
  if (storage.embedded !== undefined)
    say(`  database     embedded PostgreSQL in ${storage.embedded.location}`);
  if (demo?.tenant !== undefined) {
    say(`  try it       open ${baseUrl} and play a visitor of the demo company`);
    say(`  demo inbox   ${baseUrl}/demo/inbox shows the webhooks that arrive`);
    say(`  API          ${baseUrl}/docs; keys and passwords of the demo are in ${demoFile(config.dataDir)}`);
  }
  say('  stop         Ctrl-C');
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
