import '@mantine/dates/styles.css';
import { Group, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useState } from 'react';
import { ownZone } from './format-instant.ts';
import { type DateRange, type Preset, presets } from './use-date-range.ts';

const CUSTOM = 'custom';

/** Chooses the range of `useDateRange`: one that ends now, or days of the calendar. */
export function DateRangeInput({ range }: { readonly range: DateRange }) {
  const [isCustom, setCustom] = useState(range.preset === undefined);
  const { days } = range;
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
        <DatePickerInput
          type="range"
          aria-label={`First and last day, in ${ownZone}`}
          placeholder={`First and last day (${ownZone})`}
          defaultValue={days === undefined ? [null, null] : [days.first, days.last]}
          onChange={([first, last]) => {
            if (first !== null && last !== null) range.chooseDays(first, last);
          }}
          valueFormat="D MMM YYYY"
          w={260}
        />
      ) : null}
    </Group>
  );
}
