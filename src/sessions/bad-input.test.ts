import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import {
  contact,
  expectProblem,
  type Scene,
  sessionsPath,
  setScene,
  snapshot,
  type Visit,
} from '../../test/visitor.ts';
import { addressColumns, customerColumns, sessionColumns, sourceTrackingColumns } from './session-fields.ts';

const database = useDatabase();
let scene: Scene;
let visit: Visit;

beforeAll(async () => {
  scene = await setScene(database.current.db);
  visit = await scene.open();
});

/** That saving and completing with these fields are both refused, naming `field`, and that nothing was written. */
async function expectRefused(fields: object, field: string, raw = JSON.stringify(fields)): Promise<void> {
  const before = await snapshot(scene.db);
  const body = raw.replace(/^\{/, `{"sequence":${visit.next()},`).replace(/,\}$/, '}');
  const key = { 'idempotency-key': 'key-1' };
  expectProblem(await visit.call('progress', body), 400, 'validation_failed', [field]);
  expectProblem(await visit.call('complete', body, key), 400, 'validation_failed', [field]);
  expect(await snapshot(scene.db)).toEqual(before);
}

const nested = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object;

const integers = ['jobTypeId', 'businessUnitId', 'zoneId', 'recurringServiceId'];
const flags = Object.keys(sessionColumns).filter((name) => /OptIn|Takeover|Enabled|Captured/.test(name));
const texts = [
  ...Object.keys(sessionColumns).filter(
    (name) => ![...integers, ...flags, 'customerResponses', 'timeslotStart', 'timeslotEnd'].includes(name),
  ),
  ...Object.keys(customerColumns)
    .filter((name) => !name.startsWith('isNew'))
    .map((name) => `customer.${name}`),
  ...Object.keys(addressColumns).map((name) => `customer.address.${name}`),
];

describe('a wrong type names the field', () => {
  test.each(integers)('for the integer %s', async (field) => {
    for (const value of ['1', 1.5, -1, 2 ** 53, -(2 ** 53), true, [], {}, ['1']]) {
      await expectRefused({ [field]: value }, field);
    }
    for (const raw of ['1e400', '-1e400', '9007199254740993', '1e-7', '18446744073709551616']) {
      await expectRefused({}, field, `{"${field}":${raw}}`);
    }
  });

  test.each([...flags, 'customer.isNewCustomer', 'customer.isNewLocation'])(
    'for the flag %s',
    async (field) => {
      for (const value of ['true', 0, 1, [], {}, '']) await expectRefused(nested(field, value), field);
    },
  );

  test.each(texts)('for the text %s', async (field) => {
    for (const value of [5, false, [], {}, ['x'], 'x'.repeat(10_000)]) {
      await expectRefused(nested(field, value), field);
    }
  });

  test('for flags that are never unknown', async () => {
    await expectRefused(nested('customer.isNewCustomer', null), 'customer.isNewCustomer');
  });

  test('for the list of answers and its members', async () => {
    await expectRefused({ customerResponses: 'x' }, 'customerResponses');
    await expectRefused({ customerResponses: { 0: 'x' } }, 'customerResponses');
    await expectRefused({ customerResponses: Array.from({ length: 101 }, () => 'x') }, 'customerResponses');
    for (const wrong of [null, 5, ['x'], 'x'.repeat(2_001)]) {
      await expectRefused({ customerResponses: ['right', wrong] }, 'customerResponses.1');
    }
  });

  test('for the parts that are objects', async () => {
    for (const field of ['customer', 'customer.address']) {
      for (const value of [null, [], 'x', 5, true]) await expectRefused(nested(field, value), field);
    }
  });

  test.each(Object.keys(sourceTrackingColumns))('for the source %s, and opens nothing', async (name) => {
    const before = await snapshot(scene.db);
    const { dataApiKey } = scene.tenant;
    for (const value of [5, {}, ['x'], 'x'.repeat(10_000), '\0', '\ud800']) {
      const body = { dataApiKey, schedulerId: scene.schedulerId, sourceTracking: { [name]: value } };
      const answer = await scene.post(sessionsPath, body);
      expectProblem(answer, 400, 'validation_failed', [`sourceTracking.${name}`]);
    }
    expect(await snapshot(scene.db)).toEqual(before);
  });

  test.each(['dataApiKey', 'schedulerId', 'isTest', 'previousSession', 'sourceTracking'])(
    'for %s, and opens nothing',
    async (name) => {
      const before = await snapshot(scene.db);
      const right = { dataApiKey: scene.tenant.dataApiKey, schedulerId: scene.schedulerId };
      for (const value of [5, null, [], 'x'.repeat(10_000)]) {
        const answer = await scene.post(sessionsPath, { ...right, [name]: value });
        expectProblem(answer, 400, 'validation_failed', [name]);
      }
      expect(await snapshot(scene.db)).toEqual(before);
    },
  );
});

describe('the sequence number', () => {
  test.each(['progress', 'heartbeat', 'hints', 'complete'])(
    'of %s is an integer from 1 to 2^53-1',
    async (action) => {
      const before = await snapshot(scene.db);
      for (const raw of ['0', '-1', '1.5', '"1"', 'null', 'true', '[1]', '9007199254740992', '1e400', '{}']) {
        const body = `{"sequence":${raw}${action === 'hints' ? ',"hint":"closed"' : ''}}`;
        const answer = await visit.call(action, body, { 'idempotency-key': 'key-1' });
        expectProblem(answer, 400, 'validation_failed', ['sequence']);
      }
      expect(await snapshot(scene.db)).toEqual(before);
    },
  );

  test('may be 2^53-1, and of a member named twice the last counts', async () => {
    const mine = await scene.open();
    const answer = await mine.call(
      'progress',
      `{"sequence":1,"notes":"a","notes":"b","sequence":${2 ** 53 - 1}}`,
    );
    expect(answer.json()).toEqual({ applied: true });
    expect((await mine.pulse()).sequence).toBe(2 ** 53 - 1);
    expect((await mine.row()).notes).toBe('b');
  });
});

describe('an unknown member', () => {
  test.each([
    'surname',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    '',
    'a.b',
    '~1/~0',
  ])('named %j is refused, at the top and further down', async (name) => {
    const raw = (inner: string) => `{${JSON.stringify(name)}:${inner}}`;
    for (const inner of ['1', 'null', '{"isAdmin":true}']) {
      await expectRefused({}, name || 'body', raw(inner));
      await expectRefused({}, `customer.${name}`, `{"customer":${raw(inner)}}`);
      await expectRefused({}, `customer.address.${name}`, `{"customer":{"address":${raw(inner)}}}`);
    }
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  test.each(['id', 'sessionOutcome', 'jobId', 'isTest', 'lastStep', 'tenantId'])(
    'that only the server writes, such as %s, is refused',
    (name) => expectRefused({ [name]: 1 }, name),
  );
});

describe('text that cannot be stored', () => {
  const bad = { NUL: '\0', 'a lone high surrogate': 'a\ud83d', 'a lone low surrogate': '\udca7b' };

  test.each(Object.entries(bad))('%s is refused in every text, as the only fault', async (_name, text) => {
    for (const field of texts) await expectRefused(nested(field, `Dana ${text}`), field);
    await expectRefused({ customerResponses: ['fine', text] }, 'customerResponses.1');
    await expectRefused({ milestone: text }, 'milestone');
    await expectRefused({ secret: text }, 'secret');
  });

  test.each(Object.entries(bad))(
    '%s is refused in the name of a member, naming what holds it',
    async (_name, text) => {
      await expectRefused({ [text]: 1 }, 'body');
      await expectRefused({ customer: { [`x${text}`]: 1 } }, 'customer');
      await expectRefused({ customer: { address: { [text]: {} } } }, 'customer.address');
      await expectRefused({}, '__proto__', `{"__proto__":${JSON.stringify(text)}}`);
      await expectRefused({}, 'a.__proto__.b', `{"a":{"__proto__":{"b":${JSON.stringify(text)}}}}`);
    },
  );

  test('any other text is stored as it came', async () => {
    const mine = await scene.open();
    for (const notes of [
      '😀 𝕏',
      '\u0001\u001f\u007f',
      '\ufeff\ufffe\uffff',
      "Robert'); drop table sessions; --",
      '%s $1 \\',
    ]) {
      expect((await mine.save({ notes, customer: { firstName: notes } })).statusCode).toBe(200);
      expect(await mine.row()).toMatchObject({ notes, first_name: notes });
    }
    const answer = await mine.complete(contact);
    expect(answer.json()).toMatchObject({ applied: true });
    const [event] = await mine.events();
    expect(event?.parsed.data.session.notes).toBe('%s $1 \\');
  });
});
