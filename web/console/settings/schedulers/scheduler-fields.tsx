import { Button, Checkbox, Select, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { Card } from '../../ui/card.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { useSchedulers } from '../schedulers-query.ts';
import { Unread, waitingFor } from '../unread.tsx';
import { useBrands } from './brands-query.ts';
import { formatDuration } from './duration.ts';
import { DurationField } from './duration-field.tsx';
import classes from './scheduler-fields.module.css';
import { placeOf, type SchedulerValues, usualValues } from './scheduler-values.ts';
import { creations, filings, modes, statuses, thresholds } from './scheduler-words.ts';

type Form = UseFormReturnType<SchedulerValues>;

/** All that can be set of a scheduler. */
export function SchedulerFields({
  form,
  saved,
}: {
  readonly form: Form;
  /** As it is now; undefined for a new one. */
  readonly saved: SchedulerView | undefined;
}) {
  return (
    <>
      <Card title="Scheduler">
        <Basics form={form} saved={saved} />
      </Card>
      <Card title="What becomes of a visit">
        <Stack gap="lg">
          <RadioCards
            label="A completed visit becomes"
            choices={creations}
            value={form.values.creates}
            onChange={(creates) => form.setFieldValue('creates', creates)}
          />
          <RadioCards
            label="The contact of an abandoned visit is filed as"
            description="If a phone number or an e-mail address was left, in mode Standard."
            choices={filings}
            value={form.values.filesAbandonedAs}
            onChange={(filed) => form.setFieldValue('filesAbandonedAs', filed)}
          />
        </Stack>
      </Card>
      <Times form={form} />
    </>
  );
}

function Basics({ form, saved }: { readonly form: Form; readonly saved: SchedulerView | undefined }) {
  const brands = useBrands();
  const { brandId, isDefault, status, mode } = form.values;
  const data = (brands.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const brandName = data.find(({ value }) => value === brandId)?.label;
  const isMoved = saved !== undefined && brandId !== '' && brandId !== saved.brandId;
  return (
    <Stack gap="lg">
      <Unread choices={[['brands', brands]]} />
      <div className={classes['fields']}>
        <TextInput
          label="Name"
          description="As your staff knows it."
          maxLength={200}
          autoComplete="off"
          required
          {...form.getInputProps('name')}
        />
        <Select
          label="Brand"
          description={
            isMoved
              ? 'Pages that embed it need the install key of this brand from now on.'
              : 'Its install key opens the scheduler.'
          }
          placeholder={brands.data === undefined ? waitingFor(brands) : 'Choose one'}
          data={data}
          allowDeselect={false}
          required
          {...form.getInputProps('brandId')}
          value={brandId === '' ? null : brandId}
        />
      </div>
      <RadioCards
        label="Status"
        choices={statuses}
        value={status}
        onChange={(chosen) => form.setFieldValue('status', chosen)}
      />
      <RadioCards
        label="Mode"
        choices={modes}
        value={mode}
        onChange={(chosen) => form.setFieldValue('mode', chosen)}
      />
      <Checkbox
        label={brandName === undefined ? 'The default of its brand' : `The default of ${brandName}`}
        description={<DefaultNote form={form} saved={saved} />}
        checked={isDefault}
        onChange={(event) => form.setFieldValue('isDefault', event.currentTarget.checked)}
      />
    </Stack>
  );
}

/** A brand has one default: says whose place is taken, or that there will be none. */
function DefaultNote({ form, saved }: { readonly form: Form; readonly saved: SchedulerView | undefined }) {
  const schedulers = useSchedulers();
  const { brandId, isDefault } = form.values;
  const other = schedulers.data?.find(
    (one) => one.brandId === brandId && one.isDefault && one.id !== saved?.id,
  );
  const wasDefault = saved?.isDefault === true && saved.brandId === brandId;
  if (other !== undefined)
    return isDefault
      ? `It takes the place of “${other.name}”, which is the default now.`
      : `Now it is “${other.name}”. A brand has one.`;
  if (wasDefault && !isDefault) return 'Then the brand has no default, until you choose another scheduler.';
  return 'A brand has one. Apps are told which it is.';
}

function Times({ form }: { readonly form: Form }) {
  const reset = (): void => {
    for (const { field } of thresholds) {
      form.setFieldValue(field, usualValues[field]);
      form.clearFieldError(placeOf(field));
    }
  };
  return (
    <Card
      title="When a visit counts as abandoned"
      description="After so long without anything else. What the visitor does meanwhile starts the time anew."
      actions={
        <Button size="xs" variant="default" onClick={reset}>
          Use the usual times
        </Button>
      }
    >
      <div className={classes['fields']}>
        {thresholds.map(({ field, title, text, leastSeconds, usualSeconds }) => (
          <DurationField
            key={field}
            label={title}
            description={text}
            bounds={`${formatDuration(leastSeconds)} to 60 min; usually ${formatDuration(usualSeconds)}`}
            value={form.values[field]}
            onChange={(value) => {
              form.setFieldValue(field, value);
              form.clearFieldError(placeOf(field));
            }}
            error={form.errors[placeOf(field)]}
            path={placeOf(field)}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed" mt="md">
        New times hold for a visit from its next sign of life on.
      </Text>
    </Card>
  );
}
