import { expect, test } from 'vitest';
import { birthLease, schedules } from '../../test/deliveries.ts';
import { testStart, useDatabase } from '../../test/db.ts';
import { testSealer } from '../../test/factories.ts';
import { Random } from '../../test/simulation/random.ts';
import { answerOf, MOODS } from '../../test/simulation/receiver-model.ts';
import { TwinQueue } from '../../test/simulation/twin-queue.ts';
import { createTargets, resetTargets, type Targets } from '../../test/simulation/twin-targets.ts';
import { addSeconds } from '../lib/clock.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import type { ClaimedDelivery } from './claim.ts';
import { createDeliver, type Delivered } from './deliver.ts';
import { addAttempt } from './endpoints/reports.ts';

const SEQUENCES = 200;
const OPERATIONS = 40;

const database = useDatabase(2);
const given = process.env['SEED'];

test(
  `the simulation's queue is PostgreSQL's: ${SEQUENCES} random sequences of operations, both compared after each`,
  { timeout: 240_000 },
  async () => {
    const targets = await createTargets(database.current);
    const first = given === undefined ? Date.now() % 1_000_000_007 : Number(given);
    const last = given === undefined ? first + SEQUENCES - 1 : first;
    for (let seed = first; seed <= last; seed += 1) {
      await resetTargets(database.current);
      const twin = new TwinQueue(database.current, targets);
      await play(twin, targets, new Random(seed)).catch((err: unknown) => {
        expect.fail(`SEED=${seed}: ${err instanceof Error ? err.message : String(err)}`);
      });
    }
  },
);

async function play(twin: TwinQueue, targets: Targets, random: Random): Promise<void> {
  const leased: ClaimedDelivery[] = [];
  let now = testStart;
  const deliver = createDeliver({
    sender: {
      post: async () => answerOf(random.pick(MOODS), random, now).result,
      close: async () => undefined,
    },
    sealer: testSealer,
    schedules,
    clock: () => now,
    userAgent: 'fieldhook/test',
  });

  const claim = async (): Promise<void> => {
    const mayReceive = new Map(
      targets.webhooks
        .filter(() => random.chance(0.4))
        .map(({ webhookId }) => [webhookId, random.chance(0.5)]),
    );
    const seen = await twin.look({ now, after: null, from: new Map(), mayReceive });
    const everywhere = targets.webhooks.flatMap(({ webhookId }) =>
      targets.tenants.map((tenantId) => ({ webhookId, tenantId })),
    );
    const lanes = [...(random.chance(0.7) ? seen : everywhere)]
      .filter(() => random.chance(0.8))
      .map((lane) => ({ ...lane, share: random.between(1, 4), isTrusted: random.chance(0.5) }));
    const leaseUntil = addSeconds(now, 60);
    leased.push(...(await twin.claim({ now, lanes, leaseUntil, leaseId: newTimeOrderedId(now) })));
  };

  /** Of some that were claimed, however long ago and whatever became of them. */
  const record = async (): Promise<void> => {
    const chosen = leased.filter(() => random.chance(0.4));
    const delivered: Delivered[] = [];
    for (const claimed of chosen) delivered.push(await deliver(claimed));
    // One delivery is in a batch twice only under two leases, as here.
    await twin.record(
      delivered.map(({ record: result }) => result),
      now,
    );
    for (const one of delivered) {
      const report = addAttempt(undefined, one);
      if (report !== undefined) await twin.report(new Map([[one.record.webhook_id, report]]), now);
    }
    for (const claimed of chosen) if (random.chance(0.7)) leased.splice(leased.indexOf(claimed), 1);
  };

  const operations: (() => Promise<void>)[] = [
    async () => void (await twin.publish(random.pick(targets.tenants), now)),
    async () => {
      const refused = targets.webhooks.filter(() => random.chance(0.2)).map(({ webhookId }) => webhookId);
      leased.push(...(await twin.publish(random.pick(targets.tenants), now, birthLease(now, refused))));
    },
    claim,
    claim,
    record,
    record,
    () => twin.promote(now),
    () => twin.promote(now),
    () => twin.release(leased.filter(() => random.chance(0.3))),
    async () => {
      const { tenantId, deliveryId } = random.pick([...twin.model.deliveries.values()]) ?? {};
      if (tenantId !== undefined) await twin.replay(tenantId, deliveryId, now);
    },
    () => twin.askHealth(now),
    async () => {
      const { webhookId, rateLimitPerSecond: ratePerSecond } = random.pick(targets.webhooks);
      if (ratePerSecond !== null) {
        await twin.reserveSlots([{ webhookId, ratePerSecond, count: random.between(1, 5) }], now);
      }
    },
    () => disturb(twin, targets, random, now),
  ];
  for (let count = 0; count < OPERATIONS; count += 1) {
    // Never the same instant twice, so that the order of what is due is the same in both.
    now = addSeconds(now, random.pick([0.001, 0.017, 1.003, 9.001, 31.007, 70.011]));
    await random.pick(operations)();
  }
  await twin.compare();
}

async function disturb(twin: TwinQueue, targets: Targets, random: Random, now: Date): Promise<void> {
  const { webhookId, appId } = random.pick(targets.webhooks);
  const tenantId = random.pick(targets.tenants);
  switch (random.between(0, 6)) {
    case 0:
      return twin.disable(webhookId, now);
    case 1:
      return twin.disable(webhookId, null);
    case 2:
      return random.chance(0.3) ? twin.remove(webhookId, now) : undefined;
    case 3:
      return random.chance(0.3) ? twin.deleteApp(appId, now) : undefined;
    case 4:
      return twin.switchConnection(tenantId, appId, random.chance(0.6), now);
    default:
      return twin.endWithheld(random.pick([{ webhookId }, { appId }, { appId, tenantId }]), now);
  }
}
