import { Input, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Duration } from './duration.ts';
import classes from './scheduler-fields.module.css';

const units = [
  { value: 's', label: 'seconds' },
  { value: 'min', label: 'minutes' },
];

/** A time as a number and its unit. */
export function DurationField({
  label,
  description,
  bounds,
  value,
  onChange,
  error,
  path,
}: {
  readonly label: string;
  readonly description: string;
  /** What it may be. */
  readonly bounds: string;
  readonly value: Duration;
  readonly onChange: (value: Duration) => void;
  readonly error?: ReactNode;
  /** By which the form finds the field that is wrong. */
  readonly path: string;
}) {
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <div className={classes['time']} role="group" aria-label={label}>
        <TextInput
          aria-label={`${label}: how long`}
          inputMode="numeric"
          autoComplete="off"
          maxLength={8}
          value={value.amount}
          error={error !== undefined && error !== null}
          data-path={path}
          onChange={(event) => onChange({ ...value, amount: event.currentTarget.value })}
        />
        <Select
          aria-label={`${label}: unit`}
          data={units}
          allowDeselect={false}
          value={value.unit}
          onChange={(unit) => onChange({ ...value, unit: unit === 's' ? 's' : 'min' })}
        />
      </div>
      <Input.Description mt={5}>{bounds}</Input.Description>
    </Input.Wrapper>
  );
}
