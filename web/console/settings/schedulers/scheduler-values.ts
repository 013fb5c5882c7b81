import type { NewScheduler, SchedulerView } from '../../../../src/schedulers/schema.ts';
import { type Duration, durationOf, formatDuration, secondsOf } from './duration.ts';
import { creations, filings, modeName, MOST_SECONDS, type Threshold, thresholds } from './scheduler-words.ts';

/** The settings of a scheduler, and nothing else of it. */
export type SchedulerSettings = Required<NewScheduler>;

/** The settings as they are typed. */
export type SchedulerValues = Omit<SchedulerSettings, Threshold> & Readonly<Record<Threshold, Duration>>;

export const usualValues: SchedulerValues = {
  name: '',
  brandId: '',
  status: 'Active',
  mode: 'Standard',
  isDefault: false,
  creates: 'booking',
  filesAbandonedAs: 'lead',
  ...mapThresholds(({ usualSeconds }) => durationOf(usualSeconds)),
};

export function settingsOf(view: SchedulerView): SchedulerSettings {
  const { name, brandId, status, mode, isDefault, creates, filesAbandonedAs } = view;
  const times = mapThresholds(({ field }) => view[field]);
  return { name, brandId, status, mode, isDefault, creates, filesAbandonedAs, ...times };
}

export const valuesOf = (settings: SchedulerSettings): SchedulerValues => ({
  ...settings,
  ...mapThresholds(({ field }) => durationOf(settings[field])),
});

export const toSettings = (values: SchedulerValues): SchedulerSettings => ({
  ...values,
  name: values.name.trim(),
  ...mapThresholds(({ field }) => secondsOf(values[field])),
});

function mapThresholds<Value>(
  map: (threshold: (typeof thresholds)[number]) => Value,
): Record<Threshold, Value> {
  return Object.fromEntries(thresholds.map((threshold) => [threshold.field, map(threshold)])) as Record<
    Threshold,
    Value
  >;
}

type Changes = Partial<SchedulerSettings>;

/** What of `mine` is not as in `base`. */
export function changesOf(base: SchedulerSettings, mine: SchedulerSettings): Changes {
  const fields = Object.keys(mine) as (keyof SchedulerSettings)[];
  return Object.fromEntries(
    fields.filter((field) => !Object.is(mine[field], base[field])).map((field) => [field, mine[field]]),
  );
}

/** Why the values cannot be saved, by the place of the field. */
export function findValueErrors(values: SchedulerValues): Record<string, string> {
  const times = thresholds.flatMap(({ field, leastSeconds }) => {
    const seconds = secondsOf(values[field]);
    const isWithin = seconds >= leastSeconds && seconds <= MOST_SECONDS;
    return isWithin ? [] : [[placeOf(field), `Between ${formatDuration(leastSeconds)} and 60 min.`]];
  });
  return {
    ...(values.name.trim() === '' && { name: 'Name the scheduler.' }),
    ...(values.brandId === '' && { brandId: 'Choose a brand.' }),
    ...Object.fromEntries(times),
  };
}

/** Where what is wrong with a time is said. */
export const placeOf = (field: Threshold): string => `${field}.amount`;

/** For `showFieldErrors`: the server calls a time by one name. */
export const placesOfServer = mapThresholds(({ field }) => placeOf(field));

const fieldNames: Readonly<Record<keyof SchedulerSettings, string>> = {
  name: 'Name',
  brandId: 'Brand',
  status: 'Status',
  mode: 'Mode',
  isDefault: 'Default of the brand',
  creates: 'A completed visit becomes',
  filesAbandonedAs: 'An abandoned contact is filed as',
  ...mapThresholds(({ title }) => title),
};

/** A setting as a person reads it. */
export function describeSetting(
  field: keyof SchedulerSettings,
  settings: SchedulerSettings,
  brandName: (id: string) => string,
): { readonly label: string; readonly text: string } {
  const value = settings[field];
  const words: Partial<Record<keyof SchedulerSettings, string>> = {
    brandId: brandName(settings.brandId),
    mode: modeName(settings.mode),
    isDefault: settings.isDefault ? 'Yes' : 'No',
    creates: creations.find((one) => one.value === settings.creates)?.title ?? '',
    filesAbandonedAs: filings.find((one) => one.value === settings.filesAbandonedAs)?.title ?? '',
  };
  const text = words[field] ?? (typeof value === 'number' ? `after ${formatDuration(value)}` : String(value));
  return { label: fieldNames[field], text };
}
