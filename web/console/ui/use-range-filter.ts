import { useMemo, useState } from 'react';
import { useNow } from './use-now.ts';
import { type UrlState, useUrlState } from './use-url-state.ts';

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
  /** Undefined once days are chosen, or are about to be. */
  readonly preset: Preset | undefined;
  /** Days of the reader's calendar, both inclusive. */
  readonly days: { readonly first: string; readonly last: string } | undefined;
  /** What is searched for is an id, which is found whenever it was. */
  readonly isAnyTime: boolean;
  readonly choosePreset: (preset: Preset) => void;
  readonly chooseDays: (first: string, last: string) => void;
  /** Days it is to be, but it is not said yet which. */
  readonly askForDays: () => void;
}

export interface RangeFilter<Name extends string> extends UrlState<Name> {
  readonly range: DateRange;
  /** As the API is asked; both undefined where the time does not matter. */
  readonly bounds: { readonly from: string | undefined; readonly until: string | undefined };
  /** Whether any but the range differs from what it is by itself. */
  readonly isNarrowed: boolean;
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
const isId = (text: string): boolean =>
  /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|sess_[a-z\d]+)$/i.test(text);

/** The midnight with which a day of the reader's calendar begins. */
export function startOf(day: string, plusDays = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + plusDays);
}

/**
 * Filters with a range of time among them, in the address as `?range=7d` or `?from=2026-11-01&to=2026-11-30`. One that is called
 * `search` finds an exact id in any time.
 */
export function useRangeFilter<Name extends string>(
  standard: Preset,
  defaults: Readonly<Record<Name, string>>,
): RangeFilter<Name> {
  const url = useUrlState<string>({ ...defaults, range: standard, from: '', to: '' });
  const { range: chosen = '', from: first = '', to: last = '', search = '' } = url.values;
  const hasDays = isDay(first) && isDay(last);
  const preset = Object.hasOwn(presets, chosen) ? (chosen as Preset) : standard;
  const since = useBeginning(preset, JSON.stringify(url.values));
  const [from, to] = useMemo(
    () => (hasDays ? [startOf(first).toISOString(), startOf(last, 1).toISOString()] : [since, undefined]),
    [hasDays, first, last, since],
  );
  const isAnyTime = isId(search.trim());
  return {
    ...url,
    range: {
      from,
      to,
      days: hasDays ? { first, last } : undefined,
      preset: hasDays || chosen === 'days' ? undefined : preset,
      isAnyTime,
      choosePreset: (range) => url.choose({ range, from: '', to: '' }),
      chooseDays: (fromDay, toDay) => url.choose({ from: fromDay, to: toDay, range: '' }),
      askForDays: () => url.choose({ range: 'days', from: '', to: '' }),
    },
    bounds: isAnyTime ? { from: undefined, until: undefined } : { from, until: to },
    isNarrowed: Object.entries(defaults).some(([name, value]) => url.values[name] !== value),
  };
}

/**
 * When a range that ends now begins. It stands still while one looks: each beginning is another list, without the pages that were
 * loaded, the rows that were selected and the tail that was paused. It is set anew when the page is opened or a filter changes;
 * in steps of a sixtieth, so that whoever comes back soon finds the list as it was.
 */
function useBeginning(preset: Preset, filters: string): string {
  const now = useNow().getTime();
  const [view, setView] = useState({ filters, at: now });
  if (view.filters !== filters) setView({ filters, at: now });
  const { ms } = presets[preset];
  const step = ms / 60;
  return new Date(Math.floor(view.at / step) * step - ms).toISOString();
}
