import { NumberInput, Radio, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hasCode } from '../../../api/problem.ts';
import { changedFields } from '../../../ui/changed-fields.ts';
import { ConflictAlert } from '../../../ui/conflict-alert.tsx';
import { showFieldErrors } from '../../../ui/form-errors.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { toast } from '../../../ui/toast.ts';
import { portalCatalogueQuery } from '../../app-form/portal-catalogue.ts';
import { useDraft } from '../../../ui/use-draft.tsx';
import { FormActions } from '../../../ui/form-actions.tsx';
import { describeSchedule } from './retry-words.ts';
import { useWebhookForm } from './use-webhook-change.ts';
import type { WebhookFormProps } from './webhook-dialogs.tsx';
import type { Webhook } from './webhooks-query.ts';

interface Values {
  contentType: string;
  retrySchedule: string;
  /** Empty: no limit. */
  rateLimitPerSecond: number | string;
}

const valuesOf = ({ contentType, retrySchedule, rateLimitPerSecond }: Webhook): Values => ({
  contentType,
  retrySchedule,
  rateLimitPerSecond: rateLimitPerSecond ?? '',
});

const labels: Readonly<Record<keyof Values, string>> = {
  retrySchedule: 'Retries',
  contentType: 'Content type',
  rateLimitPerSecond: 'Rate limit',
};

const wordOf = (value: string | number): string =>
  ({ standard: 'Standard', extended: 'Extended', '': 'No limit' })[value] ??
  (typeof value === 'number' ? `${value} a second` : value);

/** Content type, retry schedule and rate limit of a webhook. */
export function SendingForm({ webhook, name, onClose }: WebhookFormProps) {
  // What the fields began from: only what is another since is sent.
  const [base, setBase] = useState(() => valuesOf(webhook));
  const schedules = useQuery(portalCatalogueQuery).data?.retrySchedules;
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm<Values>({ initialValues: base });
  const { change, base: etag } = useWebhookForm(webhook.eventType, (theirs) => {
    form.setValues({ ...valuesOf(theirs), ...changedFields(base, form.getValues()) });
    setBase(valuesOf(theirs));
  });
  const draft = useDraft(
    `webhook-sending.${webhook.id}`,
    form,
    (values) => changedFields(base, values),
    etag,
  );
  const save = useMutation({
    mutationFn: (values: Values) => {
      const { rateLimitPerSecond: limit, ...rest } = changedFields(base, values);
      const rate = limit === undefined ? {} : { rateLimitPerSecond: limit === '' ? null : Number(limit) };
      return change('patch', '', { ...rest, ...rate }, draft.etag);
    },
    onSuccess: () => {
      draft.forget();
      toast.good(`How ${name} is sent is saved.`);
      onClose();
    },
    onError: (err) => {
      setPlaced(showFieldErrors(form, err));
      // What is there now is shown; who presses again means it.
      if (hasCode(err, 'changed_meanwhile')) draft.rebase();
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      {draft.notice}
      <Stack>
        <Radio.Group label="Retries" {...form.getInputProps('retrySchedule')}>
          <Stack gap="xs" mt="xs">
            <Radio
              value="standard"
              label="Standard"
              description={schedules === undefined ? '' : describeSchedule(schedules.standard)}
            />
            <Radio
              value="extended"
              label="Extended"
              description={schedules === undefined ? '' : describeSchedule(schedules.extended)}
            />
          </Stack>
        </Radio.Group>
        <Radio.Group label="Content type" {...form.getInputProps('contentType')}>
          <Stack gap="xs" mt="xs">
            <Radio
              value="application/json"
              label="application/json"
              description="What most servers expect."
            />
            <Radio
              value="application/cloudevents+json"
              label="application/cloudevents+json"
              description="For software that reads CloudEvents by their media type."
            />
          </Stack>
        </Radio.Group>
        <NumberInput
          label="Rate limit"
          description="POSTs a second at most, 1 to 1,000; what is over waits. Empty: no limit."
          placeholder="No limit"
          suffix=" a second"
          min={1}
          max={1_000}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          hideControls
          styles={{ wrapper: { maxWidth: '12rem' } }}
          {...form.getInputProps('rateLimitPerSecond')}
        />
        {hasCode(save.error, 'changed_meanwhile') ? (
          <ConflictAlert
            what="this app"
            differences={(Object.keys(changedFields(base, form.getValues())) as (keyof Values)[]).map(
              (field) => ({ label: labels[field], theirs: wordOf(base[field]) }),
            )}
            onTakeTheirs={() => {
              draft.restart(base);
              save.reset();
            }}
          />
        ) : (
          <ProblemAlert title="Nothing was changed" error={save.error} hiddenFields={placed} />
        )}
        <FormActions
          onClose={() => {
            draft.forget();
            onClose();
          }}
          submit="Save"
          isPending={save.isPending}
        />
      </Stack>
    </form>
  );
}
