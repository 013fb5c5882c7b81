import { expect, test } from 'vitest';
import { median, percentile, round } from './statistics.ts';

test('a percentile is one of the values: the smallest that this share does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([7], 0.01)).toBe(7);
});

test('the median of three runs is the middle one', () => {
  expect(median([9, 1, 4])).toBe(4);
});

test('nothing measured is no number, so that no goal is met by it', () => {
  expect(percentile([], 0.99)).toBeNaN();
  expect(percentile([], 0.99) <= 5).toBe(false);
});

test('rounding keeps as many digits as asked for', () => {
  expect(round(0.4967, 2)).toBe(0.5);
  expect(round(12.34, 1)).toBe(12.3);
});
