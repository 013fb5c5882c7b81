import { useMemo } from 'react';
import { useNow } from './use-now.ts';
import { useUrlState } from './use-url-state.ts';

const DAY_MS = 86_400_000;

/** Ranges that end now. */
export const presets = {
  '1h': { label: 'Last hour', ms: 3_600_000 },
  '24h': { label: 'Last 24 hours', ms: DAY_MS },
  '7d': { label: 'Last 7 days', ms: 7 * DAY_MS },
  '30d': { label: 'Last 30 days', ms: 30 * DAY_MS },
} as const;
export type Preset = keyof typeof presets;

export interface DateRange {
  /** Inclusive, as the API takes it. */
  readonly from: string;
  /** Exclusive; undefined: up to now. */
  readonly to: string | undefined;
  readonly preset: Preset | undefined;
  /** Days of the reader's calendar, when no preset is chosen; both inclusive. */
  readonly days: { readonly first: string; readonly last: string } | undefined;
  readonly choosePreset: (preset: Preset) => void;
  readonly chooseDays: (first: string, last: string) => void;
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** The midnight with which a day of the reader's calendar begins. */
export function startOf(day: string, plusDays = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + plusDays);
}

/** A range of time in the address: `?range=7d`, or `?from=2026-11-01&to=2026-11-30`. */
export function useDateRange(standard: Preset = '7d'): DateRange {
  const { values, set } = useUrlState<'range' | 'from' | 'to'>({ range: standard, from: '', to: '' });
  const { from: first, to: last } = values;
  const hasDays = isDay(first) && isDay(last);
  const preset = values.range in presets ? (values.range as Preset) : standard;
  // In steps of a sixtieth of its length: each is another query, and a list that was paged through begins anew.
  const step = presets[preset].ms / 60;
  const now = Math.floor(useNow().getTime() / step) * step;
  const [since, until] = useMemo(
    () =>
      hasDays
        ? [startOf(first).toISOString(), startOf(last, 1).toISOString()]
        : [new Date(now - presets[preset].ms).toISOString(), undefined],
    [hasDays, first, last, preset, now],
  );
  return {
    from: since,
    to: until,
    days: hasDays ? { first, last } : undefined,
    preset: hasDays ? undefined : preset,
    choosePreset: (range) => set({ range, from: '', to: '' }),
    chooseDays: (from, to) => set({ from, to, range: '' }),
  };
}
