import { expect, test } from 'vitest';
import { formatTable } from './table.ts';

test('a column of numbers stands to the right under its heading, one of words to the left', () => {
  const rows = [
    ['size', 'per second', 'ratio'],
    ['1.4 KB', 16_000, 0.5],
    ['7 KB', 9_500.25, 0.47],
  ];
  expect(formatTable(rows)).toEqual([
    'size    per second  ratio',
    '1.4 KB      16,000    0.5',
    '7 KB      9,500.25   0.47',
  ]);
});

test('a short row is a row, and no table is no line', () => {
  expect(formatTable([['what', 'ms'], ['p50', 3], ['none']])).toEqual(['what  ms', 'p50    3', 'none']);
  expect(formatTable([])).toEqual([]);
});
