import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './radio-card.module.css';

export interface RadioChoice<Value extends string> {
  readonly value: Value;
  readonly title: string;
  /** What follows from it. */
  readonly text: string;
}

/** One of a few, each with what follows from it. */
export function RadioCards<Value extends string>({
  label,
  description,
  choices,
  value,
  onChange,
  error,
}: {
  readonly label: string;
  readonly description?: string;
  readonly choices: readonly RadioChoice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly error?: ReactNode;
}) {
  return (
    <Radio.Group label={label} description={description} error={error} value={value} onChange={onChange}>
      <div className={classes['cards']}>
        {choices.map((choice) => (
          <div
            key={choice.value}
            className={classes['card']}
            data-checked={choice.value === value || undefined}
          >
            <Radio value={choice.value} label={choice.title} description={choice.text} />
          </div>
        ))}
      </div>
    </Radio.Group>
  );
}
