import { expect, test } from 'vitest';
import { auditActions } from '../../src/audit/record.ts';
import { deeds, summaryOf, whatOf } from '../console/audit/audit-words.ts';

test('every deed that the server writes down has its words, and another is shown by its code', () => {
  expect(Object.keys(deeds)).toEqual([...auditActions]);
  expect(whatOf({ action: 'app.painted' })).toBe('app.painted');
});

test.each([
  [
    { to: 3, from: 2, addedScopes: [], addedEventTypes: ['tn.sp.session-completed'] },
    '2 → 3 · added event types: Session Completed',
  ],
  [{ from: 'open', note: 'Rang twice' }, 'from: open · note: Rang twice'],
  [{ clientId: 'cid.x', changes: { timeZone: 1 } }, 'changes: time zone'],
])('what can be read in passing of %j is %s', (detail, text) => {
  expect(summaryOf({ tenantId: null, detail })).toBe(text);
  expect(summaryOf({ tenantId: 7, detail })).toBe(`tenant 7 · ${text}`);
});
