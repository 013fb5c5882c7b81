import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimAt, createSubscribed, publishEvents, recordOf } from '../../test/deliveries.ts';
import { testStart, useDatabase } from '../../test/db.ts';
import { completed } from '../../test/portal.ts';
import { addSeconds } from '../lib/clock.ts';
import { recordResults } from './record.ts';

const database = useDatabase();

/** The statement that docs/operations.md gives operators. */
function readStatement(): string {
  const document = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const statements = [...document.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, text = '']) => text);
  return statements.find((text) => text.includes('proxy_failed')) ?? expect.fail('no such statement');
}

test('the statement of the operations manual finds what waits behind the proxy, and nothing that waits for another reason', async () => {
  const { db, pool } = database.current;
  const [unreachable, broken, fine] = [
    await createSubscribed(db, 'https://down.example:8443/hook/secret'),
    await createSubscribed(db, 'https://broken.example/'),
    await createSubscribed(db, 'https://fine.example/'),
  ];
  for (const subscribed of [unreachable, broken, fine]) await publishEvents(db, subscribed, testStart, 2);
  const attemptAll = async (at: Date): Promise<void> => {
    const records = (await claimAt(pool, at)).map((claimed) => {
      if (claimed.webhookId === fine.webhooks[completed]) return recordOf(claimed, at);
      const record = recordOf(claimed, at, {
        state: 'pending',
        due_at: addSeconds(at, 60),
        finished_at: null,
      });
      const isBroken = claimed.webhookId === broken.webhooks[completed];
      const failure = isBroken
        ? { status: 500, error: 'unexpected_status' }
        : { number: null, status: null, error: 'proxy_failed', error_detail: 'the proxy answered 502' };
      return { ...record, attempt: { ...record.attempt!, ...failure } };
    });
    await recordResults(pool, records);
  };
  await attemptAll(testStart);
  await attemptAll(addSeconds(testStart, 60));
  expect((await pool.query(readStatement())).rows).toEqual([
    {
      webhook_id: unreachable.webhooks[completed],
      host: 'down.example:8443',
      // A bigint.
      waiting: expect.toSatisfy((count) => Number(count) === 2),
      last_tried_at: addSeconds(testStart, 60),
      detail: 'the proxy answered 502',
    },
  ]);
});
