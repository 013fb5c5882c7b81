import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseEmail, normalisePhone } from './contact.ts';

const regions = ['US', 'CA', 'GB', 'DE', 'MX', 'AU', 'AR', 'IT', 'XX', ''];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...Array.from('+0123456789 ()-./x#;,ext=tel:٣３')), maxLength: 40 }),
);

describe('a phone number', () => {
  test.each([
    ['(310) 555-0142', 'US'],
    ['310.555.0142', 'US'],
    [' 1 310 555 0142 ', 'US'],
    ['+1 310-555-0142', 'GB'],
    ['tel:310-555-0142 ext. 7', 'US'],
    ['３１０５５５０１４２', 'US'],
  ])('typed as %j is one and the same', (typed, region) => {
    expect(normalisePhone(typed, region)).toBe('+13105550142');
  });

  test.each(['', ' ', '555-0142', '911', 'call me', '1'.repeat(50), '+', '+999 1234567890', '31O5550142'])(
    'is not to be found in %j',
    (typed) => {
      expect(normalisePhone(typed, 'US')).toBeNull();
    },
  );

  test('that reaches only within a town is none, though its region allows the length', () => {
    for (const region of ['US', 'CA']) expect(normalisePhone('036-0494', region)).toBeNull();
  });

  test('of any text in any region is E.164 or null, and stays what it is', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...regions), (typed, region) => {
        const phone = normalisePhone(typed, region);
        if (phone === null) return;
        expect(phone).toMatch(/^\+[1-9]\d{4,16}$/);
        expect(normalisePhone(phone, region)).toBe(phone);
        expect(normalisePhone(phone, 'XX')).toBe(phone);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is null when taken back', () => {
    expect(normalisePhone(null, 'US')).toBeNull();
  });
});

describe('an e-mail address', () => {
  test.each([
    [' Dana@Example.COM\n', 'dana@example.com'],
    ['\u00a0dana+hvac@mail.example.co.uk', 'dana+hvac@mail.example.co.uk'],
    ["o'neil@example.com", "o'neil@example.com"],
  ])('typed as %j is %s', (typed, address) => {
    expect(normaliseEmail(typed)).toBe(address);
  });

  test.each([
    '',
    '@',
    'dana',
    'dana@',
    '@example.com',
    'dana@localhost',
    'da na@example.com',
    'a@b@example.com',
    'dana@example.',
    'dana@.com',
    'dana@example..com',
    '<dana@example.com>',
  ])('is not to be found in %j', (typed) => {
    expect(normaliseEmail(typed)).toBeNull();
  });

  test('of any text is an address or null, and stays what it is', () => {
    const almost = fc
      .tuple(fc.string({ unit: 'binary' }), fc.domain())
      .map(([name, domain]) => `${name}@${domain}`);
    fc.assert(
      fc.property(fc.oneof(anyText, fc.emailAddress(), almost), (typed) => {
        const email = normaliseEmail(typed);
        if (email === null) return;
        expect(email).toBe(email.trim().toLowerCase());
        expect(normaliseEmail(email)).toBe(email);
        expect(normaliseEmail(` ${email.toUpperCase()} `)).toBe(email);
      }),
      { numRuns: 2_000 },
    );
  });

  test('that visitors have is recognised', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(normaliseEmail(address)).toBe(address.toLowerCase());
      }),
    );
  });
});
