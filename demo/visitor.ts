import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import type { DemoTenant } from '../src/demo/seed.ts';
import type { Completion, OpenedSession, SaveBody, SessionFields } from '../src/sessions/schema.ts';
import type { Static } from 'typebox';
import { DemoFailure } from './failure.ts';

/** An ordinary browser's: whatever looks like a tool counts as a bot and never qualifies. */
const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const TIMEOUT_MS = 10_000;

export interface Contact {
  readonly phone: string;
  readonly email: string;
}

/** Contacts nobody used before: whoever booked within the last hour is not followed up. */
export function freshContacts(): () => Contact {
  let number = randomInt(10_000);
  return () => {
    number = (number + 1) % 10_000;
    return {
      phone: `+1310555${String(number).padStart(4, '0')}`,
      email: `visitor-${randomBytes(6).toString('hex')}@example.com`,
    };
  };
}

/** The booking page in a visitor's browser, as far as the server can tell. */
export class Visitor {
  readonly sessionId: string;
  readonly #client: Client;
  readonly #secret: string;
  #sequence: number;

  private constructor(client: Client, { sessionId, secret, sequence }: Static<typeof OpenedSession>) {
    this.#client = client;
    this.sessionId = sessionId;
    this.#secret = secret;
    this.#sequence = sequence;
  }

  static async open(client: Client, { dataApiKey, schedulerId }: DemoTenant): Promise<Visitor> {
    const opened = await client.post('', { dataApiKey, schedulerId }, {});
    return new Visitor(client, opened as Static<typeof OpenedSession>);
  }

  async save(milestone: NonNullable<SaveBody['milestone']>, fields: SessionFields): Promise<void> {
    await this.#post('/progress', { milestone, ...fields }, {});
  }

  /** A beacon, as browsers send when a page goes away: plain text, and no header but the browser's own. */
  async hint(hint: 'hidden' | 'closed' | 'resumed'): Promise<void> {
    await this.#post(
      '/hints',
      { hint, secret: this.#secret },
      { 'content-type': 'text/plain;charset=UTF-8' },
    );
  }

  async complete(): Promise<Completion> {
    return (await this.#post('/complete', {}, { 'idempotency-key': randomUUID() })) as Completion;
  }

  async #post(path: string, body: object, headers: Record<string, string>): Promise<unknown> {
    this.#sequence += 1;
    const authorization = 'secret' in body ? {} : { authorization: `Bearer ${this.#secret}` };
    const answer = await this.#client.post(
      `/${this.sessionId}${path}`,
      { sequence: this.#sequence, ...body },
      { ...authorization, ...headers },
    );
    if ((answer as { applied?: boolean } | null)?.applied !== true)
      throw new DemoFailure(`${path} was not applied: ${JSON.stringify(answer)}`);
    return answer;
  }
}

/** HTTP to the visitor's API. */
export class Client {
  // Its own agent: a proxy that the environment names for everything else must not come between.
  readonly #agent = new Agent();
  readonly #baseUrl: string;
  readonly #signal: AbortSignal;

  constructor(baseUrl: string, signal: AbortSignal) {
    this.#baseUrl = baseUrl;
    this.#signal = signal;
  }

  /** The answer's JSON. @throws DemoFailure with the whole answer unless it is a success */
  async post(path: string, body: object, headers: Record<string, string>): Promise<unknown> {
    const { statusCode, text } = await this.#exchange(path, body, headers).catch((err: unknown) => {
      this.#signal.throwIfAborted();
      const why = err instanceof Error ? err.message || err.name : String(err);
      throw new DemoFailure(`POST /scheduler/v1/sessions${path} got no answer: ${why}`, { cause: err });
    });
    if (statusCode < 200 || statusCode > 299)
      throw new DemoFailure(`POST /scheduler/v1/sessions${path} answered ${statusCode}: ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  }

  async #exchange(path: string, body: object, headers: Record<string, string>) {
    const { statusCode, body: answer } = await this.#agent.request({
      origin: this.#baseUrl,
      path: `/scheduler/v1/sessions${path}`,
      method: 'POST',
      headers: { 'user-agent': USER_AGENT, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return { statusCode, text: await answer.text() };
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
