import { expect, test } from 'vitest';
import { TestClock } from '../../../test/db.ts';
import type { Delivered } from '../deliver.ts';
import type { Signal } from '../outcome.ts';
import type { Report } from './circuit.ts';
import { Endpoints } from './endpoints.ts';
import { HealthShare } from './share-health.ts';

const clock = new TestClock();

function attempted(signal: Signal): Delivered {
  const attempt = { started_at: clock.now(), duration_ms: 0, replay_id: null, status: 500, error: 'e' };
  return {
    record: { attempt } as unknown as Delivered['record'],
    sign: { signal, retryAfterSeconds: null },
  };
}

test('what could not be told is told with what was seen since: a success is not forgotten, and every failure counts', async () => {
  const endpoints = new Endpoints(4);
  const endpoint = endpoints.of('a webhook');
  const told: Report[] = [];
  let isDown = true;
  const share = new HealthShare(
    {
      merge: async (reports) => {
        if (!isDown) return void told.push(...reports.values());
        // Seen while the database does not answer.
        share.note(endpoint, attempted('failure'));
        throw new Error('down');
      },
      listBlocked: async () => [],
      takeProbes: async () => [],
    },
    endpoints,
    clock.now,
  );
  share.note(endpoint, attempted('success'));
  share.note(endpoint, attempted('failure'));
  await expect(share.tell()).rejects.toThrow('down');
  await expect(share.tell()).rejects.toThrow('down');
  isDown = false;
  await share.tell();
  expect(told).toMatchObject([{ succeededAt: clock.now(), failures: 3, failureWeight: 3 }]);
});
