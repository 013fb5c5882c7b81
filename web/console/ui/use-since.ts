import { useState } from 'react';

const DAY_MS = 86_400_000;

/** How far back a list goes: days, as its address has them; any time without. */
export const spans = [
  { value: '1', label: 'Last 24 hours' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
];

/** Since when is asked for, by the hour in which the page was opened: each other one is another list, without the pages loaded. */
export function useSince(days: number): string | undefined {
  const [hour] = useState(() => Math.floor(Date.now() / 3_600_000) * 3_600_000);
  return Number.isFinite(days) && days > 0 ? new Date(hour - days * DAY_MS).toISOString() : undefined;
}
