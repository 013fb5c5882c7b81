import { expect, onTestFinished } from 'vitest';
import type { Db } from '../src/lib/db.ts';
import { connect, createApp } from './factories.ts';
import { startReceiver } from './receiver.ts';
import type { RouterScene } from './router-visitor.ts';
import { everyAnswer, everySource, tellingHeaders, tellTheRest, TRACE } from './told-everything.ts';
import { Visit } from './visitor.ts';

/** So that nothing is found but what the test itself has left. */
export async function forgetVisits(db: Db): Promise<void> {
  for (const table of [
    'delivery_queue',
    'attempts',
    'deliveries',
    'events',
    'jobs',
    'bookings',
    'leads',
    'sessions',
  ] as const) {
    await db.deleteFrom(table).execute();
  }
}

/** A visitor who comes through the router to the sister's scheduler and tells all that can be told. */
export async function tellEverything(scene: RouterScene): Promise<{ visit: Visit; routerSessionId: string }> {
  const arrived = await scene.arrive({ sourceTracking: everySource }, tellingHeaders);
  await tellTheRest(scene.db, arrived.id);
  const { customer } = everyAnswer;
  const routed = await arrived.route({ sequence: 1, customer });
  const { sessionId, secret } = routed.json<{ sentOn: { sessionId: string; secret: string } }>().sentOn;
  const visit = new Visit(scene, sessionId, secret);
  await tellTheRest(scene.db, sessionId);
  expect((await visit.save(everyAnswer)).json()).toEqual({ applied: true });
  return { visit, routerSessionId: arrived.id };
}

/** Leaves, is decided about, comes back and completes: both events there can be. */
export async function goThroughEverything(visit: Visit): Promise<void> {
  await visit.hint('closed');
  visit.scene.clock.advance(60);
  await visit.scene.decide();
  expect((await visit.complete({ notes: TRACE }, `key-of-${TRACE}`)).json()).toMatchObject({ applied: true });
  expect(await visit.events()).toHaveLength(2);
}

/** Two apps of the sister: one answers with what it was sent, the other one refuses it so. */
export async function subscribeEchoes(
  scene: RouterScene,
): Promise<Awaited<ReturnType<typeof startReceiver>>> {
  const receiver = await startReceiver((res, { body }, _index, req) => {
    res.writeHead(req.url === '/refuses' ? 500 : 200, { 'x-echo': TRACE }).end(body);
  });
  onTestFinished(() => receiver.close());
  for (const path of ['/takes', '/refuses']) {
    await connect(scene.db, scene.sister, await createApp(scene.db, receiver.origin + path));
  }
  return receiver;
}
