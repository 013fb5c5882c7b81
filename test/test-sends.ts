import { afterEach, beforeEach, expect } from 'vitest';
import { addSeconds } from '../src/lib/clock.ts';
import type { Db } from '../src/lib/db.ts';
import type { TestAnswer } from '../src/test-sends/schema.ts';
import { connect, createTenant, type TestTenant } from './factories.ts';
import { consentSince } from './feed.ts';
import { abandoned, completed, type Json, type Portal, type PortalApp, setPortal } from './portal.ts';
import { type Receiver, startReceiver } from './receiver.ts';

type Answering = NonNullable<Parameters<typeof startReceiver>[0]>;

interface TestSends {
  readonly db: Db;
  readonly receiver: Receiver;
  readonly portal: Portal;
  readonly app: PortalApp;
  /** What the receiver does. */
  answering: Answering;
}

/** For each test an app whose webhooks point at a receiver of its own; read it inside the tests. */
export function useTestSends(database: () => Db) {
  const hooks = (): Json[] =>
    [completed, abandoned].map((eventType) => ({
      eventType,
      deliveryUrl: `${scene.receiver.origin}/hook?a=1`,
    }));
  const pathOf = (eventType = completed): string => `${scene.app.path}/webhooks/${eventType}/test`;
  const ask = (body: Json = {}, eventType = completed) =>
    scene.portal.call('POST', pathOf(eventType), { body });
  const sendTest = async (body: Json = {}, eventType = completed): Promise<TestAnswer> => {
    const answer = await ask(body, eventType);
    expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
    return answer.json<TestAnswer>();
  };
  /** A tenant that consented to the app an hour ago. */
  const connected = async (): Promise<TestTenant> => {
    const tenant = await createTenant(scene.db);
    const webhooks = { [completed]: '', [abandoned]: '' };
    await connect(scene.db, tenant, { appId: scene.app.id, webhooks });
    const consent = addSeconds(scene.portal.clock.now(), -3_600);
    await consentSince(scene.db, { ...tenant, appId: scene.app.id }, consent);
    return tenant;
  };
  const bodyOf = (index: number): Json => JSON.parse(scene.receiver.received[index]!.body.toString()) as Json;
  const scene = Object.assign({} as TestSends, { hooks, pathOf, ask, sendTest, connected, bodyOf });
  beforeEach(async () => {
    scene.answering = (res) => void res.writeHead(200, { 'x-mine': 'yes' }).end('thanks');
    const receiver = await startReceiver((...given) => scene.answering(...given));
    const db = database();
    const portal = await setPortal(db, [receiver.origin]);
    Object.assign(scene, { db, receiver, portal });
    Object.assign(scene, { app: await portal.createApp({ events: hooks() }) });
  });
  afterEach(() => scene.receiver.close());
  return scene;
}
