import { startBenchDatabase } from './database.ts';
import { drainPerSecond } from './drain.ts';
import { clearDeliveries, sharedBody } from './load.ts';
import { startFieldhook, startSink } from './processes.ts';
import { rawPerSecond } from './raw-client.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { hmacKey, seedWebhooks, seedWorld } from './seed.ts';
import { countRecorded } from './settled.ts';
import { median, round } from './statistics.ts';

const CONNECTIONS = 64;
const TENANTS = 5;
const WEBHOOKS = 20;
const GOAL_RATIO = 0.5;
const GOAL_RSS_MIB = 300;
const sizes = [
  { name: '1.4 KB', bytes: 1_400, deliveries: 60_000 },
  { name: '7 KB', bytes: 7_000, deliveries: 40_000 },
];

/**
 * Deliveries per second of fieldhook's own worker over a full queue of several tenants and webhooks, every attempt recorded
 * durably, against the client library alone. Over https with the guard at work, as every webhook goes in production: that is
 * what is judged. Over http, where the guard would refuse, only for comparison: without the cost of TLS on both sides
 * fieldhook's own work weighs more.
 */
export async function steady(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench);
  const sink = await startSink(bench);
  const paths = Array.from({ length: WEBHOOKS }, (_, index) => `/webhooks/${index}`);
  const secure = await seedWorld(
    database,
    TENANTS,
    paths.map((path) => sink.origin(0) + path),
  );
  const plain = {
    ...secure,
    webhooks: await seedWebhooks(
      database,
      secure.tenantIds,
      paths.map((path) => sink.plainOrigin + path),
    ),
  };
  const worker = await startFieldhook(bench, 'worker', {
    DATABASE_URL: database.url,
    ...sink.settings,
    DELIVERY_CONCURRENCY: String(CONNECTIONS),
    DELIVERY_ALLOWED_ORIGINS: sink.plainOrigin,
  });
  const measured = [];
  let isWhole = true;
  for (const [transport, world] of Object.entries({ https: secure, http: plain })) {
    for (const { name, bytes, deliveries } of sizes) {
      const common = { sink, body: sharedBody(bytes) };
      const raw = (count: number): Promise<number> =>
        rawPerSecond({
          ...common,
          count,
          connections: CONNECTIONS,
          key: hmacKey,
          urls: world.webhooks.map(({ url }) => url),
        });
      const drain = async (count: number): Promise<number> => {
        await clearDeliveries(database.pool);
        return drainPerSecond({ ...common, count, pool: database.pool, world, workers: [worker] });
      };
      const count = sized(bench, deliveries, 4_000);
      // Both until their code is compiled: a worker runs for weeks, not for four seconds.
      await raw(count / 2);
      await drain(count / 2);
      const rounds = [];
      for (let index = 1; index <= sized(bench, 3, 1); index += 1) {
        const rawRate = await raw(count);
        const ours = await drain(count);
        const report = await sink.ask({ ask: 'report', key: hmacKey });
        const recorded = await countRecorded(database.pool);
        isWhole &&= report.received === count && report.distinct === count && report.unsigned === 0;
        isWhole &&= recorded.delivered === count;
        rounds.push({ raw: rawRate, ours, ratio: ours / rawRate });
        say(
          `${transport}, ${name}, round ${index}: raw ${rawRate}/s, fieldhook ${ours}/s; received ${report.received}, ` +
            `distinct ${report.distinct}, unsigned ${report.unsigned}, recorded ${recorded.delivered}, failed attempts ${recorded.failedAttempts}`,
        );
      }
      measured.push({
        transport,
        size: name,
        rawPerSecond: median(rounds.map((one) => one.raw)),
        deliveriesPerSecond: median(rounds.map((one) => one.ours)),
        ratio: round(median(rounds.map((one) => one.ratio)), 2),
      });
    }
  }
  const rssMiB = await worker.peakRssMiB();
  const guarded = measured.filter(({ transport }) => transport === 'https');
  return {
    table: [
      ['transport', 'size', 'raw client / s', 'fieldhook / s', 'ratio', 'goal'],
      ...measured.map((one) => [
        one.transport,
        one.size,
        one.rawPerSecond,
        one.deliveriesPerSecond,
        one.ratio,
        one.transport === 'https' ? GOAL_RATIO : '',
      ]),
      ['peak memory of the worker, MiB', '', '', '', rssMiB, GOAL_RSS_MIB],
    ],
    figures: { measured, rssMiB },
    isWhole,
    meetsGoals: guarded.every(({ ratio }) => ratio >= GOAL_RATIO) && rssMiB <= GOAL_RSS_MIB,
  };
}
