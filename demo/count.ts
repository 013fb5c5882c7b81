import pg from 'pg';
import { DemoFailure } from './failure.ts';

export interface Counts {
  readonly sessions: number;
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
}

export interface Decision {
  readonly kind: string;
  readonly reason: string | null;
}

/** What fieldhook's own database says; a second opinion beside what visitors and receiver saw. */
export class Ledger {
  readonly #client: pg.Client;

  constructor(databaseUrl: string) {
    this.#client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'fieldhook demo',
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    // A lost connection also fails the query that notices; without a listener it would end the process.
    this.#client.on('error', () => undefined);
  }

  async open(): Promise<void> {
    await this.#client.connect().catch(fail);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  count(): Promise<Counts> {
    return this.#one<Counts>(`
      select
        (select count(*) from sessions)::int as sessions,
        (select count(*) from events)::int as events,
        (select count(*) from deliveries)::int as deliveries,
        (select count(*) from attempts)::int as attempts`);
  }

  /** Whether nothing can happen any more: nothing left to send, no session left to decide about. */
  async isQuiet(): Promise<boolean> {
    const { quiet } = await this.#one<{ quiet: boolean }>(`
      select not exists (select from delivery_queue)
        and not exists (select from session_pulses where due_at is not null) as quiet`);
    return quiet;
  }

  /** What the session's log says about whether it is worth following up. */
  async findDecision(sessionId: string): Promise<Decision | undefined> {
    const text = `
      select kind, detail->>'reason' as reason from session_log
      where session_id = $1 and kind in ('qualified', 'not_qualified', 'suppressed')`;
    const { rows } = await this.#client.query<Decision>(text, [sessionId]).catch(fail);
    return rows[0];
  }

  async #one<Row extends object>(text: string): Promise<Row> {
    const { rows } = await this.#client.query<Row>(text).catch(fail);
    if (rows[0] === undefined) throw new DemoFailure('The database answered nothing.');
    return rows[0];
  }
}

function fail(err: unknown): never {
  const why = err instanceof Error ? err.message : String(err);
  throw new DemoFailure(`fieldhook's database could not be asked: ${why}`, { cause: err });
}
