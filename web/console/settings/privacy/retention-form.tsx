import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Retention } from '../../../../src/tenants/schema.ts';
import { api, type Tagged } from '../../api/client.ts';
import { hasCode } from '../../api/problem.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ConflictAlert } from '../../ui/conflict-alert.tsx';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { toast } from '../../ui/toast.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';
import { retentionQuery } from './retention-query.ts';
import {
  daysText,
  EXTENDED_SCHEDULE_DAYS,
  findShortening,
  findValueErrors,
  payloadText,
  type RetentionValues,
  toRetention,
  valuesOf,
} from './retention-values.ts';

const places = { retentionDays: 'days', payloadRetentionDays: 'payloadDays' };

/** Changes how long is kept; what would go at once is said before. */
export function RetentionForm({
  shown,
  onDone,
}: {
  readonly shown: Tagged<Retention>;
  readonly onDone: () => void;
}) {
  const tenant = useTenant();
  const client = useQueryClient();
  const [base, setBase] = useState(shown);
  const [asks, setAsks] = useState(false);
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm<RetentionValues>({ initialValues: valuesOf(shown.data), validate: findValueErrors });
  const { queryKey } = retentionQuery(tenant);
  const days = useRef<HTMLInputElement>(null);
  // It takes the place of the button that opened it.
  useEffect(() => days.current?.focus(), []);
  const save = useMutation({
    mutationFn: () =>
      api.tagged.put<Retention>(tenantApi(tenant, '/retention'), {
        body: toRetention(form.getValues()),
        etag: base.etag,
      }),
    onSuccess: (state) => {
      client.setQueryData(queryKey, state);
      toast.good('How long data is kept is saved.');
      onDone();
    },
    onError: async (err) => {
      setPlaced(showFieldErrors(form, err, places));
      if (hasCode(err, 'changed_meanwhile'))
        setBase(await client.fetchQuery({ ...retentionQuery(tenant), staleTime: 0 }));
    },
  });
  const shortening = findShortening(base.data, toRetention(form.values));
  const isConflict = hasCode(save.error, 'changed_meanwhile');
  const { isPayloadSooner, payloadDays } = form.values;
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(() => {
        if (shortening === undefined) save.mutate();
        else setAsks(true);
      })}
    >
      <Stack gap="md" maw={460}>
        <TextInput
          label="Events, deliveries and attempts, in days"
          description="1 to 400. So long they can be looked at; replayed as long as what is in them is there."
          inputMode="numeric"
          autoComplete="off"
          maxLength={3}
          ref={days}
          {...form.getInputProps('days')}
        />
        <Checkbox
          label="Erase what is in them sooner"
          description="Bodies, headers and answers go; that something was sent, when, and what came of it stays."
          checked={isPayloadSooner}
          onChange={(event) => form.setFieldValue('isPayloadSooner', event.currentTarget.checked)}
        />
        {isPayloadSooner ? (
          <TextInput
            label="What is in them, in days"
            description={
              Number(payloadDays) < EXTENDED_SCHEDULE_DAYS
                ? 'With less than 4 days the extended retry schedule is cut short.'
                : 'Not longer than the events themselves.'
            }
            inputMode="numeric"
            autoComplete="off"
            maxLength={3}
            {...form.getInputProps('payloadDays')}
          />
        ) : null}
        {isConflict ? (
          <ConflictAlert
            what="this"
            differences={[
              { label: 'Events, deliveries, attempts', theirs: daysText(base.data.retentionDays) },
              { label: 'What is in them', theirs: payloadText(base.data) },
            ]}
            onTakeTheirs={() => {
              form.setValues(valuesOf(base.data));
              save.reset();
            }}
          />
        ) : (
          <ProblemAlert title="It was not saved" error={save.error} hiddenFields={placed} />
        )}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            {isConflict ? 'Save mine all the same' : 'Save'}
          </Button>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={shortening?.question ?? ''}
        confirm="Save, and erase what is older"
        isDangerous
        // What goes wrong is said beside the fields, which the dialog covers.
        onConfirm={async () => save.mutateAsync().catch(() => undefined)}
      >
        <Text size="sm">That is shorter than now. {shortening?.consequence}</Text>
      </ConfirmDialog>
    </form>
  );
}
