import { startBenchDatabase } from './database.ts';
import { drainPerSecond } from './drain.ts';
import { clearDeliveries, sharedBody } from './load.ts';
import { type Fieldhook, startFieldhook, startSink } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { hmacKey, seedWorld } from './seed.ts';
import { countRecorded } from './settled.ts';
import { median, round } from './statistics.ts';

const GOAL_RATIO = 0.9;
/** One again at the end, so that a machine that slows down or speeds up meanwhile favours nobody. */
const SIZES = [1, 2, 4, 1];

/**
 * One full queue for one, two and four worker processes: none of them may send what another sends, and that they meet must
 * cost little. On a machine whose cores are all busy with one of them it cannot bring more.
 */
export async function workers(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench);
  const { pool } = database;
  const sink = await startSink(bench);
  const urls = Array.from({ length: 20 }, (_, index) => `${sink.origin(index)}/webhooks/${index}`);
  const world = await seedWorld(database, 5, urls);
  const body = sharedBody(1_400);
  const count = sized(bench, 60_000, 4_000);
  const rates = new Map<number, number[]>();
  let isWhole = true;

  for (const size of SIZES) {
    const started: Fieldhook[] = [];
    for (let number = 0; number < size; number += 1) {
      started.push(await startFieldhook(bench, 'worker', { DATABASE_URL: database.url, ...sink.settings }));
    }
    const drain = async (): Promise<number> => {
      await clearDeliveries(pool);
      return drainPerSecond({ pool, sink, world, body, count, workers: started });
    };
    // Until their code is compiled and their connections are open.
    await drain();
    for (let turn = 1; turn <= sized(bench, 3, 1); turn += 1) {
      const rate = await drain();
      rates.set(size, [...(rates.get(size) ?? []), rate]);
      const report = await sink.ask({ ask: 'report', key: hmacKey });
      const recorded = await countRecorded(pool);
      isWhole &&= report.received === count && report.distinct === count && report.unsigned === 0;
      isWhole &&= recorded.delivered === count;
      say(
        `${size} of them, round ${turn}: ${rate}/s; received ${report.received}, distinct ${report.distinct}, ` +
          `recorded ${recorded.delivered}, failed attempts ${recorded.failedAttempts}`,
      );
    }
    for (const worker of started) await worker.stop();
  }
  const medians = [...rates].map(([size, ofSize]) => ({ workers: size, perSecond: median(ofSize) }));
  const one = medians[0]?.perSecond ?? Number.NaN;
  const measured = medians.map((entry) => ({ ...entry, ratio: round(entry.perSecond / one, 2) }));
  return {
    table: [
      ['worker processes', 'deliveries / s', 'ratio to one', 'goal'],
      ...measured.map((entry) => [
        String(entry.workers),
        entry.perSecond,
        entry.ratio,
        entry.workers === 1 ? '' : GOAL_RATIO,
      ]),
    ],
    figures: { measured },
    isWhole,
    meetsGoals: measured.every(({ ratio }) => ratio >= GOAL_RATIO),
  };
}
