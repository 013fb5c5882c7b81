import { startBenchDatabase } from './database.ts';
import { drainPerSecond } from './drain.ts';
import { clearDeliveries, sharedBody } from './load.ts';
import { type Fieldhook, startFieldhook, startSink } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { hmacKey, seedWorld } from './seed.ts';
import { countRecorded } from './settled.ts';
import { median, round } from './statistics.ts';

const GOAL_RATIO = 0.9;
const SIZES = [1, 2, 4];

/**
 * One full queue for one, two and four worker processes: none of them may send what another sends, and that they meet must
 * cost little. On a machine whose cores are all busy with one of them it cannot bring more.
 */
export async function workers(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench);
  const sink = await startSink(bench);
  const urls = Array.from({ length: 20 }, (_, index) => `${sink.origin(index)}/webhooks/${index}`);
  const world = await seedWorld(database, 5, urls);
  const body = sharedBody(1_400);
  const started: Fieldhook[] = [];
  const count = sized(bench, 60_000, 4_000);
  const rates = new Map<number, number[]>(SIZES.map((size) => [size, []]));
  let isWhole = true;

  const drain = async (size: number, deliveries: number): Promise<number> => {
    await clearDeliveries(database.pool);
    // Those that are not asked stand still; what was claimed has been recorded, so they hold nothing back.
    for (const other of started.slice(size)) other.pause();
    const rate = await drainPerSecond({
      pool: database.pool,
      sink,
      world,
      body,
      count: deliveries,
      workers: started.slice(0, size),
    });
    for (const other of started.slice(size)) other.resume();
    return rate;
  };

  for (let number = 0; number < Math.max(...SIZES); number += 1) {
    started.push(await startFieldhook(bench, 'worker', { DATABASE_URL: database.url, ...sink.settings }));
  }
  await drain(started.length, count);
  for (let turn = 1; turn <= sized(bench, 3, 1); turn += 1) {
    for (const size of SIZES) {
      const rate = await drain(size, count);
      rates.get(size)?.push(rate);
      const report = await sink.ask({ ask: 'report', key: hmacKey });
      const recorded = await countRecorded(database.pool);
      isWhole &&= report.received === count && report.distinct === count && report.unsigned === 0;
      isWhole &&= recorded === count;
      say(
        `round ${turn}, ${size} of them: ${rate}/s; received ${report.received}, distinct ${report.distinct}, recorded ${recorded}`,
      );
    }
  }
  const medians = SIZES.map((size) => ({ workers: size, perSecond: median(rates.get(size) ?? []) }));
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
