import '@mantine/dates/styles.layer.css';
import { DatePickerInput } from '@mantine/dates';
import { useState } from 'react';
import { ownZone } from './format-instant.ts';
import type { DateRange } from './use-range-filter.ts';

type Picked = [first: string | null, last: string | null];

/** Days of the reader's calendar. A file of its own, loaded when it is asked for: the calendar weighs 15 KB. */
export function DaysInput({ range: { days, chooseDays } }: { readonly range: DateRange }) {
  const { first = null, last = null } = days ?? {};
  // Half a choice is nobody else's to know; a whole one is what the address says, also after Back.
  const [picked, setPicked] = useState({ first, last, days: [first, last] as Picked });
  if (picked.first !== first || picked.last !== last) setPicked({ first, last, days: [first, last] });
  return (
    <DatePickerInput
      type="range"
      label={`First and last day, in ${ownZone}`}
      wrapperProps={{ 'data-wide': true }}
      value={picked.days}
      onChange={(chosen) => {
        setPicked({ first, last, days: chosen });
        if (chosen[0] !== null && chosen[1] !== null) chooseDays(chosen[0], chosen[1]);
      }}
      valueFormat="D MMM YYYY"
      w={290}
    />
  );
}
