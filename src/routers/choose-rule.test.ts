import { describe, expect, test } from 'vitest';
import { chooseRule } from './choose-rule.ts';

const rule = (name: string, zipPrefix: string | null, brandId: string | null, isOpen = true) => ({
  name,
  zipPrefix,
  brandId,
  isOpen,
});
const chosen = (rules: ReturnType<typeof rule>[], zip: string | null, brandId: string | null = null) =>
  chooseRule(rules, { zip, brandId })?.name;

describe('a router chooses', () => {
  const rules = [
    rule('street', '90210', null),
    rule('heating', '902', 'brand_heating'),
    rule('county', '9', null),
    rule('heating anywhere', null, 'brand_heating'),
  ];

  test.each([
    ['90210', null, 'street'],
    ['90210', 'brand_heating', 'street'],
    ['90211', 'brand_heating', 'heating'],
    ['90211', 'brand_plumbing', 'county'],
    ['10001', 'brand_heating', 'heating anywhere'],
    [null, 'brand_heating', 'heating anywhere'],
    ['10001', null, undefined],
    [null, null, undefined],
    ['', null, undefined],
    // A prefix longer than what was typed is not reached.
    ['9', 'brand_heating', 'county'],
  ])('the first rule that matches ZIP %j and brand %j: %j', (zip, brandId, name) => {
    expect(chosen(rules, zip, brandId)).toBe(name);
  });

  test('whatever way the ZIP code is typed', () => {
    const canada = [rule('Ottawa', 'K1A0', null)];
    for (const zip of ['K1A 0B1', 'k1a0b1', ' k1a-0b1 ']) expect(chosen(canada, zip)).toBe('Ottawa');
  });

  test('the next rule when the scheduler of the first is not open', () => {
    expect(chosen([rule('closed', '9', null, false), rule('open', null, null)], '90210')).toBe('open');
    expect(chosen([rule('closed', null, null, false)], '90210')).toBeUndefined();
  });

  test('nothing without rules', () => {
    expect(chosen([], '90210')).toBeUndefined();
  });
});
