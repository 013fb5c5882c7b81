import { expect } from 'vitest';
import { createPublisher } from '../src/events/publish.ts';
import { addSeconds } from '../src/lib/clock.ts';
import type { Db } from '../src/lib/db.ts';
import { silentLog } from '../src/lib/log.ts';
import { decideDueSessions } from '../src/sessions/abandonment-loop.ts';
import type { ConsoleWorld } from './console-browser.ts';
import { browserUserAgent, type TestTenant } from './factories.ts';
import { sessionsPath } from './visitor.ts';

/** What a visitor of a test tells, and how they leave; returns the id of the session. */
export async function playVisit(
  { baseUrl }: ConsoleWorld,
  { dataApiKey, schedulerId }: Pick<TestTenant, 'dataApiKey'> & { readonly schedulerId: string },
  given: {
    readonly open?: object;
    readonly saves?: readonly object[];
    readonly ends?: 'completed' | 'closed' | 'stays';
  } = {},
): Promise<string> {
  const post = async <T>(path: string, body: object, headers: Record<string, string> = {}): Promise<T> => {
    const answer = await fetch(`${baseUrl}${sessionsPath}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': browserUserAgent, ...headers },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    expect([answer.ok, text]).toEqual([true, text]);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const opened = await post<{ sessionId: string; secret: string }>('', {
    dataApiKey,
    schedulerId,
    ...given.open,
  });
  const path = `/${opened.sessionId}`;
  const headers = { authorization: `Bearer ${opened.secret}` };
  let sequence = 0;
  for (const save of given.saves ?? [])
    await post(`${path}/progress`, { sequence: ++sequence, ...save }, headers);
  sequence += 1;
  if (given.ends === 'closed') await post(`${path}/hints`, { sequence, hint: 'closed' }, headers);
  if (given.ends === 'completed')
    await post(`${path}/complete`, { sequence }, { ...headers, 'idempotency-key': 'visit' });
  return opened.sessionId;
}

/** Decides what will be due so many seconds from now, as the background loop then would. */
export async function decideSoon(db: Db, seconds: number): Promise<void> {
  const publish = createPublisher(() => 'https://fieldhook.test');
  const clock = () => addSeconds(new Date(), seconds);
  const deps = { db, publish, clock, log: silentLog, onCommitted: () => undefined };
  while ((await decideDueSessions(deps)) === 'more');
}
