import { expect, test } from 'vitest';
import * as server from '../../src/deliveries/signing/custom-headers.ts';
import {
  findNameProblem,
  MOST_CHARACTERS,
  MOST_HEADERS,
} from '../console/portal/app/webhooks/header-rules.ts';
import { problemsOf, toBody, valuesOf } from '../console/portal/app/webhooks/header-values.ts';
import { describeProgress, shareOf } from '../console/portal/app/jobs/job-words.ts';
import { describeSchedule } from '../console/portal/app/webhooks/retry-words.ts';
import { explainWarnings, statusOf } from '../console/portal/app/webhooks/webhook-status.ts';
import type { WebhookWithHealth as Webhook } from '../../src/apps/schema.ts';

const now = new Date('2026-07-14T12:00:00Z');
const ago = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();
const healthy: Webhook['health'] = {
  circuit: 'closed',
  openedAt: null,
  nextProbeAt: null,
  throttledUntil: null,
  failingSince: null,
  failedAttempts: 0,
  lastSuccessAt: ago(0.1),
  lastFailureAt: null,
  lastError: null,
  willBeDisabledAt: null,
  waiting: 0,
  skippedWhileDisabled: { count: 0, oldestAt: null },
};

test.each<[string, Partial<Webhook['health']>, Partial<Webhook>]>([
  ['good Healthy', {}, {}],
  ['quiet Nothing sent yet', { lastSuccessAt: null }, {}],
  ['warn Failing', { failingSince: ago(0.9) }, {}],
  ['bad Failing', { failingSince: ago(1.1) }, {}],
  ['warn Held back', { throttledUntil: ago(-0.1) }, {}],
  ['bad Circuit open', { circuit: 'open', failingSince: ago(0.1) }, {}],
  ['busy Trying one delivery', { circuit: 'half_open', failingSince: ago(0.1) }, {}],
  ['quiet Paused', { circuit: 'open' }, { enabled: false, disabledReason: 'paused' }],
  ['bad Disabled', {}, { enabled: false, disabledReason: 'gone' }],
])('a webhook is called %s', (expected, health, more) => {
  const webhook = { enabled: true, disabledReason: null, ...more, health: { ...healthy, ...health } };
  const { kind, word } = statusOf(webhook, now);
  expect(`${kind} ${word}`).toBe(expected);
});

test('which warnings were given follows from how long it fails', () => {
  expect(explainWarnings(ago(0.5), now)).toMatch(/^The first warning is after 1 day/);
  expect(explainWarnings(ago(1.5), now)).toMatch(/^Warned after 1 day; the next/);
  expect(explainWarnings(ago(4), now)).toBe('Warned after 1 day and after 3.');
});

test('schedules are told in the units in which they were thought', () => {
  expect(describeSchedule([10, 30, 60, 300])).toBe(
    '5 attempts: at once, then 10 s, 30 s, 1 min and 5 min after the one before.',
  );
  expect(describeSchedule([90, 7_200])).toBe('3 attempts: at once, then 90 s and 2 h after the one before.');
  expect(describeSchedule([0.5])).toBe('2 attempts: at once, then 0.5 s after the one before.');
  expect(describeSchedule([])).toBe('1 attempt, and no retry.');
});

test('the page refuses the names of headers that the server refuses, and no others', () => {
  expect([MOST_HEADERS, MOST_CHARACTERS]).toEqual([server.MAX_HEADERS, server.MAX_HEADER_BYTES]);
  const names = [
    'Authorization',
    'X-Api-Key',
    'x',
    'Accept',
    'Host',
    'TE',
    'te-x',
    'Cookie',
    'Cookies',
    'X-ServiceTitan-Signature',
  ];
  const more = [
    'Webhook-Id',
    'webhookid',
    'Content-Type',
    'content',
    'Proxy-X',
    'a b',
    'é',
    'Trailer',
    'Upgrade',
    'User-Agent',
    'Expect',
  ];
  for (const name of [...names, ...more, 'Connection', 'Keep-Alive', 'Transfer-Encoding', 'a:b'])
    expect([name, findNameProblem(name) === undefined]).toEqual([
      name,
      server.findNameProblem(name) === undefined,
    ]);
});

test('a sensitive header is kept by its name, and wants its value again when it gets another or is no longer sensitive', () => {
  const { customHeaders } = valuesOf([{ name: 'X-Key', value: server.MASK, sensitive: true }]);
  const header = customHeaders[0]!;
  const judge = (change: Partial<typeof header>) => problemsOf({ customHeaders: [{ ...header, ...change }] });
  expect(judge({})).toEqual({});
  expect(toBody({ customHeaders }).customHeaders).toEqual([{ name: 'X-Key', sensitive: true }]);
  expect(judge({ sensitive: false })).toHaveProperty(['customHeaders.0.value']);
  expect(judge({ name: 'X-Other' })).toHaveProperty(['customHeaders.0.value']);
  expect(judge({ value: 'new ' })).toHaveProperty(['customHeaders.0.value']);
  expect(problemsOf({ customHeaders: [header, { ...header, name: 'x-key' }] })).toHaveProperty([
    'customHeaders.1.name',
  ]);
});

test('the progress of a job counts what was not sent, once', () => {
  const progress = {
    queued: 8,
    delivered: 5,
    failed: 1,
    waiting: 1,
    takenBack: 0,
    skipped: { payload_erased: 2, refused_when_due: 1 },
  };
  expect(shareOf({ total: 10, state: 'sending', progress })).toBe(0.9);
  const cancelled = { ...progress, waiting: 0, takenBack: 4 };
  expect(shareOf({ total: 10, state: 'cancelled', progress: cancelled })).toBe(0.6);
  expect(describeProgress({ progress })).toBe(
    '5 delivered · 1 failed · 1 waiting · 3 not sent (erased, no longer allowed when due)',
  );
});
