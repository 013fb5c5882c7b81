import { expect } from 'vitest';
import type { Db } from '../src/lib/db.ts';
import { createNetwork, createRouter, createScheduler, createTenant, type TestTenant } from './factories.ts';
import { type Scene, setScene } from './visitor.ts';

export const routerSessionsPath = '/scheduler/v1/router-sessions';

export const zip = (code: string) => ({ customer: { address: { zip: code } } });

/** A visitor at the router, with a call that asks to be sent on. */
export interface Arrived {
  readonly id: string;
  readonly secret: string;
  readonly route: (body: object, secret?: string) => ReturnType<Scene['post']>;
}

export interface RouterScene extends Scene {
  /** Of the same network as the scene's tenant. */
  readonly sister: TestTenant;
  readonly sistersScheduler: string;
  /** ZIP codes that begin with 902 to the sister's scheduler, others with 9 to the own one. */
  readonly routerId: string;
  arrive(given?: object, headers?: Record<string, string>): Promise<Arrived>;
  sessionOf(id: string): Promise<Record<string, unknown> & { secret_hash: Buffer }>;
  sessionsOf(tenant: TestTenant): Promise<unknown[]>;
}

/** A tenant with a router, and a sister in its network. */
export async function setRouterScene(db: Db): Promise<RouterScene> {
  const scene = await setScene(db);
  const sister = await createTenant(db, { name: 'Sister', region: 'GB' });
  await createNetwork(db, [scene.tenant, sister]);
  const sistersScheduler = await createScheduler(db, sister);
  const routerId = await createRouter(db, scene.tenant, [
    { zipPrefix: '902', schedulerId: sistersScheduler, target: sister },
    { zipPrefix: '9', schedulerId: scene.schedulerId },
  ]);
  const sessions = db.selectFrom('sessions').selectAll();
  return {
    ...scene,
    sister,
    sistersScheduler,
    routerId,
    arrive: async (given = {}, headers = {}) => {
      const body = { dataApiKey: scene.tenant.dataApiKey, routerId, ...given };
      const answer = await scene.post(routerSessionsPath, body, headers);
      expect(answer).toMatchObject({ statusCode: 201 });
      const { sessionId: id, secret } = answer.json<{ sessionId: string; secret: string }>();
      const path = `${routerSessionsPath}/${id}/route`;
      return {
        id,
        secret,
        route: (more, by = secret) => scene.post(path, more, { authorization: `Bearer ${by}` }),
      };
    },
    sessionOf: (id) => sessions.where('id', '=', id).executeTakeFirstOrThrow(),
    sessionsOf: ({ tenantId }) => sessions.where('tenant_id', '=', tenantId).execute(),
  };
}
