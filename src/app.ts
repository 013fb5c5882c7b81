import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import { fastify, type FastifyBaseLogger, LogController } from 'fastify';
import { randomUUID } from 'node:crypto';
import { connectionRoutes } from './apps/connection-routes.ts';
import { keyRoutes } from './apps/key-routes.ts';
import { operatorAppRoutes } from './apps/operator-routes.ts';
import { portalRoutes } from './apps/routes.ts';
import { publicKeyRoutes } from './apps/public-key-routes.ts';
import { webhookRoutes } from './apps/webhook-routes.ts';
import { operatorAuditRoutes } from './audit/routes.ts';
import { settingsRoutes } from './connections/routes.ts';
import type { Handover } from './deliveries/handover.ts';
import type { RetrySchedules } from './deliveries/retry-schedule.ts';
import type { Sender } from './deliveries/sending/sender.ts';
import type { TargetPolicy } from './deliveries/sending/target-guard.ts';
import { deliveryTailRoutes } from './delivery-log/tail-routes.ts';
import { deliveryLogRoutes } from './delivery-log/routes.ts';
import { tenantDeliveryRoutes } from './delivery-log/tenant-routes.ts';
import { inboxRoutes } from './inbox/routes.ts';
import { ownInboxes } from './inbox/own-inbox.ts';
import { processRoutes } from './processes/routes.ts';
import { demoInboxRoutes } from './demo/inbox.ts';
import type { DemoInbox } from './demo/inbox.ts';
import { eventRoutes } from './events/routes.ts';
import type { Publish } from './events/publish.ts';
import { listenRoutes } from './feed/listen-routes.ts';
import { feedRoutes } from './feed/routes.ts';
import { followUpRoutes } from './follow-ups/routes.ts';
import { guardAccess } from './http/access.ts';
import { apiReaderRoutes } from './http/api-reader.ts';
import { consoleRoutes } from './http/console.ts';
import { contentSecurityPolicy } from './http/content-security-policy.ts';
import { earlyErrors } from './http/early-errors.ts';
import { guardQueries } from './http/guard-queries.ts';
import { lateCompilers } from './http/late-compilers.ts';
import { handleErrors } from './http/error-handler.ts';
import { openApiRoutes, openApiOptions } from './http/openapi.ts';
import { pageRoutes } from './http/pages.ts';
import { parseBodies } from './http/parse-bodies.ts';
import { Problem } from './http/problem.ts';
import type { Server } from './http/server.ts';
import type { Clock } from './lib/clock.ts';
import type { Db } from './lib/db.ts';
import type { Sealer } from './lib/seal.ts';
import { guardClients } from './oauth/guard.ts';
import { tokenRoutes } from './oauth/routes.ts';
import { createSigningKeys } from './oauth/signing-keys.ts';
import { guardPeople } from './people/guard.ts';
import type { SendMail } from './people/mail.ts';
import { peopleRoutes } from './people/routes.ts';
import { performanceRoutes } from './performance/routes.ts';
import { publicApiRoutes } from './public-api/routes.ts';
import { registrationRoutes } from './registration/routes.ts';
import type { RegistrationRules } from './registration/register.ts';
import { replayRoutes } from './replays/routes.ts';
import { missedRoutes } from './replays/webhook-routes.ts';
import { routerRoutes } from './routers/routes.ts';
import { brandRoutes } from './schedulers/brand-routes.ts';
import { schedulerRoutes } from './schedulers/routes.ts';
import { sessionHistoryRoutes } from './session-history/routes.ts';
import { erasureRoutes } from './sessions/erasure-routes.ts';
import { routerSessionRoutes } from './sessions/router-session-routes.ts';
import { visitorRoutes } from './sessions/routes.ts';
import { simulatedVisitRoutes } from './simulated-visits/routes.ts';
import { operatorNetworkRoutes } from './tenants/network-routes.ts';
import { operatorTenantRoutes } from './tenants/operator-routes.ts';
import { retentionRoutes } from './tenants/retention-routes.ts';
import { tenantRoutes } from './tenants/routes.ts';
import { operatorHealthRoutes } from './webhook-health/routes.ts';
import { testSendRoutes } from './test-sends/routes.ts';

export interface AppDeps extends TargetPolicy {
  readonly db: Db;
  /** The same, for what visitors call. */
  readonly hotDb: Db;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  readonly publish: Publish;
  /** The CloudEvents `source` of what is sent from here. */
  readonly eventSource: () => string;
  /** As the workers have them, for the portal to show. */
  readonly retrySchedules?: RetrySchedules | undefined;
  /** What test sends go through; closed with the server. */
  readonly testSender: Sender;
  /** Opens what the database holds sealed. */
  readonly sealer: Sealer;
  readonly handover: Handover;
  /** Called after a commit that may have made deliveries due. */
  readonly onCommitted: () => void;
  /** The address this server is reached at; asked late, since port 0 is known only after listening. */
  readonly baseUrl: () => string;
  /** Addresses and CIDRs whose `X-Forwarded-For` is believed; nobody's by default. */
  readonly trustProxy?: readonly string[] | undefined;
  /** Only with the embedded database and a loopback bind. */
  readonly demo?: DemoInbox | undefined;
  /** Undefined: no mail is set up. */
  readonly sendMail?: SendMail | undefined;
  /** Left out: nobody registers by themselves. */
  readonly registration?: RegistrationRules | undefined;
  /** Whether all schemas are compiled before the first request, each with its first one otherwise. */
  readonly compileAtStart?: boolean;
}

const MAX_BODY_BYTES = 64 * 1024;

/** Every HTTP plugin by hand, in order; never listens. */
export async function buildApp(deps: AppDeps): Promise<Server> {
  const app: Server = fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: deps.trustProxy === undefined || deps.trustProxy.length === 0 ? false : [...deps.trustProxy],
    // The schemas bound the ids in paths, and name the field.
    routerOptions: { maxParamLength: 16 * 1024 },
    ...earlyErrors(deps.baseUrl),
    genReqId: () => randomUUID(),
    // Bodies are validated as they were sent: a number is no string, and an unknown member is an error, not a surprise.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
    schemaController: { compilersFactory: deps.compileAtStart === true ? {} : lateCompilers() },
    // Clients may keep connections open; a stop closes the idle ones and waits for the busy.
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
  });
  closeConnectionsAtStop(app);
  app.addHook('onClose', () => deps.testSender.close());
  guardAccess(app);
  const recheckAccess = guardPeople(app, deps);
  const signingKeys = createSigningKeys(deps.db, deps.sealer, deps.clock);
  guardClients(app, { ...deps, signingKeys });
  app.addSchema(Problem);
  handleErrors(app, deps.baseUrl);
  guardQueries(app);
  parseBodies(app);
  await app.register(helmet, {
    contentSecurityPolicy,
    strictTransportSecurity: false,
  });
  await app.register(swagger, openApiOptions());

  app.register(async (routes: Server) => {
    visitorRoutes(routes, { ...deps, db: deps.hotDb });
    peopleRoutes(routes, { ...deps, sendMail: deps.sendMail });
    registrationRoutes(routes, deps);
    routerSessionRoutes(routes, { ...deps, db: deps.hotDb });
    routerRoutes(routes, deps);
    eventRoutes(routes);
    feedRoutes(routes, deps);
    listenRoutes(routes, { ...deps, recheckAccess });
    tokenRoutes(routes, { ...deps, signingKeys });
    publicApiRoutes(routes, deps);
    const withInboxes = { ...deps, isOwnInbox: ownInboxes(deps.baseUrl) };
    portalRoutes(routes, withInboxes);
    webhookRoutes(routes, withInboxes);
    keyRoutes(routes, withInboxes);
    testSendRoutes(routes, withInboxes);
    publicKeyRoutes(routes, deps);
    connectionRoutes(routes, deps);
    inboxRoutes(routes, deps);
    deliveryLogRoutes(routes, deps);
    deliveryTailRoutes(routes, { ...deps, recheckAccess });
    replayRoutes(routes, deps);
    missedRoutes(routes, deps);
    operatorAppRoutes(routes, deps);
    tenantRoutes(routes, deps);
    retentionRoutes(routes, deps);
    settingsRoutes(routes, deps);
    erasureRoutes(routes, deps);
    schedulerRoutes(routes, deps);
    brandRoutes(routes, deps);
    sessionHistoryRoutes(routes, deps);
    followUpRoutes(routes, deps);
    performanceRoutes(routes, deps);
    simulatedVisitRoutes(routes, deps);
    tenantDeliveryRoutes(routes, deps);
    operatorTenantRoutes(routes, deps);
    operatorNetworkRoutes(routes, deps);
    operatorAuditRoutes(routes, deps);
    operatorHealthRoutes(routes, deps);
    processRoutes(routes, deps);
    openApiRoutes(routes);
    apiReaderRoutes(routes);
    pageRoutes(routes, deps);
    consoleRoutes(routes);
    if (deps.demo !== undefined) demoInboxRoutes(routes, deps.demo);
  });
  return app;
}

/** A stop waits for busy connections; kept alive after their last answer, they would hold it up to its whole bound. */
function closeConnectionsAtStop(app: Server): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  app.addHook('onSend', (_req, reply, _payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done();
  });
}
