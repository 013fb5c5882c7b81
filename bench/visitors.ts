import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { type DemoTenant, seedDemoTenant } from '../src/demo/seed.ts';
import type { BenchDatabase } from './database.ts';
import type { Bench } from './scenario.ts';

const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const TIMEOUT_MS = 30_000;

/** A company with a scheduler, and one connected app whose webhooks go to `url`. */
export async function seedCompany({ db, sealer }: BenchDatabase, url: string): Promise<DemoTenant> {
  const company = await seedDemoTenant(db, sealer, url);
  if (company === undefined) throw new Error('the database is not empty');
  return company;
}

/** A session that a visitor has opened and not yet completed. */
export interface Opened {
  readonly sessionId: string;
  readonly secret: string;
}

export interface Completed extends Opened {
  /** Unix milliseconds at which its answer, a 2xx, had come. */
  readonly answeredAtMs: number;
}

export interface Visitors {
  open(count: number): Promise<Opened[]>;
  complete(session: Opened): Promise<void>;
  /** Open loop: each call starts at its own moment, whatever became of the ones before. Returns those that were accepted. */
  completeAtRate(sessions: readonly Opened[], perSecond: number): Promise<Completed[]>;
}

/** The visitors of a company, through the HTTP API. */
export function visit({ cleanup }: Bench, baseUrl: string, company: DemoTenant): Visitors {
  const api = new Pool(baseUrl, { connections: 64, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  cleanup.defer(() => api.destroy());
  const { dataApiKey, schedulerId } = company;
  const tomorrow = Date.now() + 86_400_000;

  const open = async (count: number): Promise<Opened[]> => {
    const opened: Opened[] = [];
    let left = count;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        opened.push((await post(api, '/scheduler/v1/sessions', { dataApiKey, schedulerId })) as Opened);
      }
    };
    await Promise.all(Array.from({ length: 16 }, lane));
    return opened;
  };
  const complete = async ({ sessionId, secret }: Opened, phone = '+13102000000'): Promise<void> => {
    const body = {
      sequence: 1,
      timeslotStart: new Date(tomorrow).toISOString(),
      timeslotEnd: new Date(tomorrow + 7_200_000).toISOString(),
      customer: { firstName: 'Dana', phone },
    };
    await post(api, `/scheduler/v1/sessions/${sessionId}/complete`, body, {
      authorization: `Bearer ${secret}`,
      'idempotency-key': sessionId,
    });
  };
  const completeAtRate = async (sessions: readonly Opened[], perSecond: number): Promise<Completed[]> => {
    const startedAt = performance.now();
    const calls = sessions.map(async (session, index) => {
      await delay(Math.max(0, startedAt + (index * 1000) / perSecond - performance.now()));
      await complete(session, `+1310${String(2_000_000 + (index % 7_000_000))}`);
      return { ...session, answeredAtMs: Date.now() };
    });
    const settled = await Promise.allSettled(calls);
    return settled.flatMap((call) => (call.status === 'fulfilled' ? [call.value] : []));
  };
  return { open, complete: (session) => complete(session), completeAtRate };
}

async function post(
  api: Pool,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const answer = await api.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', 'user-agent': BROWSER, ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}
