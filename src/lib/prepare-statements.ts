import { createHash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { isOutdatedStatement } from './connection-failure.ts';

/** Each costs memory on every connection. */
const MOST_STATEMENTS = 128;
/** A list as long as the data has a text of its own for every length. */
const MOST_PARAMETERS = 64;
const TIMES_BEFORE = 5;
/** A save names only the columns that it changes, so there are more texts than anyone could list. */
const MOST_COUNTED = 128;

/**
 * A view of a pool that has PostgreSQL parse and plan a statement once per connection instead of at every call, from the fifth call
 * on: half of the work of a small statement. Not for those whose best plan depends on their parameters.
 */
export function preparingPool(pool: Pool): PostgresPool {
  const names = new StatementNames();
  // Kysely knows a connection by the client's identity.
  const views = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    connect: async () => {
      const client = await pool.connect();
      const view = views.get(client) ?? viewOf(client, names);
      views.set(client, view);
      return view;
    },
    end: async () => undefined,
    options: pool.options,
  };
}

function viewOf(client: PoolClient, names: StatementNames): PostgresPoolClient {
  let opening: Promise<unknown> | undefined;
  const query = async (text: string, values: unknown[]): Promise<unknown> => {
    // It travels together with the first statement of the transaction, which saves a way to PostgreSQL and back. That one fails
    // if it does.
    if (text === 'begin') {
      opening = client.query(text);
      opening.catch(() => undefined);
      return { command: 'BEGIN', rowCount: 0, rows: [] };
    }
    const name = names.of(text, values.length);
    const opened = opening;
    opening = undefined;
    try {
      const answer = name === undefined ? client.query(text, values) : client.query({ name, text, values });
      if (opened === undefined) return await answer;
      const [, first] = await Promise.all([opened, answer]);
      return first;
    } catch (err) {
      // A migration changed the columns of a `*`; that call is lost, the next one prepares the statement anew.
      if (isOutdatedStatement(err)) names.renew();
      throw err;
    }
  };
  return { query: query as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) };
}

class StatementNames {
  readonly #names = new Map<string, string>();
  /** The longest not seen first. */
  readonly #timesSeen = new Map<string, number>();
  #generation = 0;

  /** Undefined: not worth preparing. */
  of(text: string, parameters: number): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || parameters === 0 || parameters > MOST_PARAMETERS) return known;
    if (this.#names.size >= MOST_STATEMENTS) return undefined;
    const times = (this.#timesSeen.get(text) ?? 0) + 1;
    this.#timesSeen.delete(text);
    if (times < TIMES_BEFORE) {
      this.#timesSeen.set(text, times);
      const [longest] = this.#timesSeen.keys();
      if (this.#timesSeen.size > MOST_COUNTED && longest !== undefined) this.#timesSeen.delete(longest);
      return undefined;
    }
    const name = createHash('sha256').update(`${this.#generation} ${text}`).digest('base64url');
    this.#names.set(text, name);
    return name;
  }

  renew(): void {
    this.#generation += 1;
    this.#names.clear();
  }
}
