import '@mantine/dates/styles.layer.css';
import { DatePickerInput } from '@mantine/dates';
import { ownZone } from './format-instant.ts';
import type { DateRange } from './use-date-range.ts';

/** Days of the reader's calendar. A file of its own, loaded when it is asked for: the calendar weighs 15 KB. */
export function DaysInput({ range: { days, chooseDays } }: { readonly range: DateRange }) {
  return (
    <DatePickerInput
      type="range"
      aria-label={`First and last day, in ${ownZone}`}
      placeholder={`First and last day (${ownZone})`}
      defaultValue={days === undefined ? [null, null] : [days.first, days.last]}
      onChange={([first, last]) => {
        if (first !== null && last !== null) chooseDays(first, last);
      }}
      valueFormat="D MMM YYYY"
      w={260}
    />
  );
}
