import { Select, Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { type DateRange, type Preset, presets } from './use-range-filter.ts';

const DaysInput = lazy(async () => ({ default: (await import('./days-input.tsx')).DaysInput }));

const [CUSTOM, ANY] = ['custom', 'any'];
const choices = [
  ...Object.entries(presets).map(([value, { label }]) => ({ value, label })),
  { value: CUSTOM, label: 'Chosen days' },
];

/** Among filters: chooses the range of `useRangeFilter`, one that ends now or days of the calendar. */
export function DateRangeInput({ range }: { readonly range: DateRange }) {
  const { preset, isAnyTime, choosePreset, askForDays } = range;
  return (
    <>
      <Select
        label="Time"
        w={150}
        allowDeselect={false}
        disabled={isAnyTime}
        data={isAnyTime ? [{ value: ANY, label: 'Any time' }] : choices}
        value={isAnyTime ? ANY : (preset ?? CUSTOM)}
        onChange={(value) => {
          if (value === CUSTOM) askForDays();
          else choosePreset(value as Preset);
        }}
      />
      {preset === undefined && !isAnyTime ? (
        <Suspense fallback={<Skeleton w={290} h={36} radius="md" />}>
          <DaysInput range={range} />
        </Suspense>
      ) : null}
    </>
  );
}
