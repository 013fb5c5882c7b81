import { Group, Select, Skeleton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { type DateRange, type Preset, presets } from './use-date-range.ts';

const DaysInput = lazy(async () => ({ default: (await import('./days-input.tsx')).DaysInput }));

const CUSTOM = 'custom';

/** Chooses the range of `useDateRange`: one that ends now, or days of the calendar. */
export function DateRangeInput({ range }: { readonly range: DateRange }) {
  const [isCustom, setCustom] = useState(range.preset === undefined);
  return (
    <Group gap="xs">
      <Select
        aria-label="Time"
        w={150}
        allowDeselect={false}
        data={[
          ...Object.entries(presets).map(([value, { label }]) => ({ value, label })),
          { value: CUSTOM, label: 'Chosen days' },
        ]}
        value={isCustom ? CUSTOM : (range.preset ?? CUSTOM)}
        onChange={(value) => {
          setCustom(value === CUSTOM);
          if (value !== CUSTOM && value !== null) range.choosePreset(value as Preset);
        }}
      />
      {isCustom ? (
        <Suspense fallback={<Skeleton w={260} h={36} radius="md" />}>
          <DaysInput range={range} />
        </Suspense>
      ) : null}
    </Group>
  );
}
