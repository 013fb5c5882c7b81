import { expect } from 'vitest';
import type { Db } from '../src/lib/db.ts';
import { createPersonWithPassword } from '../src/people/people.ts';
import { buildTestApp } from './app.ts';
import { Browser } from './browser.ts';
import { testSealer } from './factories.ts';
import { abandoned, completed, type Json, type Portal, type PortalApp, setPortal } from './portal.ts';
import { totpCode } from './totp.ts';

export interface SealedScene {
  readonly portal: Portal;
  readonly app: PortalApp;
  readonly hmacKey: string;
  readonly person: { readonly email: string; readonly password: string; readonly totpUri: string };
}

/** Something in every sealed column, made through the API under `testSealer`; one key is still sealed for any row. */
export async function setSealedScene(db: Db): Promise<SealedScene> {
  const portal = await setPortal(db);
  const app = await portal.createApp();
  const webhook = `/webhooks/${completed}`;
  const ok = async (method: 'PATCH' | 'POST', path: string, body: Json): Promise<Json> => {
    const answer = await portal.change(app, method, path, body);
    expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
    return answer.json<Json>();
  };
  const customHeaders = [{ name: 'X-Api-Key', value: 'of the receiver', sensitive: true }];
  await ok('PATCH', webhook, { asymmetric: true, customHeaders });
  await ok('POST', `${webhook}/key-pair-rotation`, {});
  const { hmacKey } = await ok('POST', `${webhook}/key-rotation`, {});
  await db
    .updateTable('webhooks')
    .set({ signing_key: testSealer.seal(app.keys[abandoned] ?? '', 'webhook signing key') })
    .where('app_id', '=', app.id)
    .where('event_type', '=', abandoned)
    .execute();

  const person = { email: 'robin@people.test', password: 'correct horse battery' };
  // better-auth reads the machine's clock.
  const now = (): Date => new Date();
  await createPersonWithPassword(db, { ...person, name: 'Robin Reed' }, now());
  const browser = new Browser(await buildTestApp(db, now));
  await browser.signIn(person.email, person.password);
  const set = await browser.post('/api/people/me/second-factor', { password: person.password });
  const { totpUri } = set.json<{ totpUri: string }>();
  const confirmed = await browser.post('/api/people/me/second-factor/confirm', { code: totpCode(totpUri) });
  expect(confirmed.statusCode).toBe(204);

  await portal.app.inject({ method: 'GET', url: '/.well-known/jwks.json' });
  return { portal, app, hmacKey: String(hmacKey), person: { ...person, totpUri } };
}
