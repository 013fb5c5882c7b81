import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDevice } from './device.ts';

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

test('a phone tells its maker, model and system', () => {
  expect(readDevice(iPhone)).toEqual({
    browser_name: 'Safari',
    browser_version: '18.5',
    cpu_architecture: null,
    device_model: 'iPhone',
    device_type: 'mobile',
    device_vendor: 'Apple',
    engine_name: 'WebKit',
    engine_version: '605.1.15',
    is_bot: false,
    os_name: 'iOS',
    os_version: '18.5',
    user_agent: iPhone,
  });
});

test('whoever tells nothing is a bot', () => {
  for (const nothing of [undefined, '']) {
    expect(readDevice(nothing)).toMatchObject({ is_bot: true, browser_name: null, device_type: null });
  }
});

test('any header is read without failing, each part as text or null', () => {
  const words = fc.constantFrom(
    'Mozilla/5.0',
    '(Windows NT 10.0;',
    'Chrome/',
    'Version/',
    'x64)',
    'Android',
    '/',
    ';',
    'Safari/537.36 Edg/',
  );
  const header = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1_000 }),
    fc
      .array(fc.oneof(words, fc.string({ maxLength: 20 })), { maxLength: 30 })
      .map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(header, (userAgent) => {
      const { is_bot, ...parts } = readDevice(userAgent);
      expect(is_bot).toBeTypeOf('boolean');
      for (const part of Object.values(parts)) {
        if (part !== null) expect(part).toBeTypeOf('string');
      }
    }),
    { numRuns: 1_000 },
  );
});
