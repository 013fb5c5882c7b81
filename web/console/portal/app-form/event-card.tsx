import { Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import classes from './app-form.module.css';
import { HmacKeyField } from './hmac-key-field.tsx';
import type { AccessValues, EventValues } from './values.ts';

/** A chosen event, and beside it where it goes and how it is signed. */
export function EventCard<Values extends AccessValues>({
  event,
  name,
  place,
  form,
  kept,
  remove,
}: {
  readonly event: EventValues;
  readonly name: string;
  /** Where it stands in the form. */
  readonly place: string;
  readonly form: UseFormReturnType<Values>;
  readonly kept: ReactNode;
  readonly remove: ReactNode;
}) {
  return (
    <li className={classes['event']}>
      <div className={classes['item']}>
        <span>
          <Text size="sm" fw={550}>
            {name}
          </Text>
          <span className={classes['code']}>{event.eventType}</span>
        </span>
        {remove}
      </div>
      {kept === undefined ? (
        <Stack gap="md">
          <TextInput
            label="Delivery URL"
            description="https, with a public host name. It serves both environments."
            placeholder="https://hooks.example.com/fieldhook"
            maxLength={2_000}
            inputMode="url"
            required
            classNames={{ input: classes['mono'] ?? '' }}
            {...form.getInputProps(`${place}.deliveryUrl`)}
          />
          <HmacKeyField
            of={name}
            value={event.hmacKey}
            inputProps={form.getInputProps(`${place}.hmacKey`)}
            onGenerate={(key) => {
              form.setFieldValue(`${place}.hmacKey`, key as never);
              form.clearFieldError(`${place}.hmacKey`);
            }}
          />
        </Stack>
      ) : (
        kept
      )}
    </li>
  );
}
