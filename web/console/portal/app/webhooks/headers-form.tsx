import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { hasCode } from '../../../api/problem.ts';
import { ConflictAlert } from '../../../ui/conflict-alert.tsx';
import { formatCount } from '../../../ui/format-number.ts';
import { showFieldErrors } from '../../../ui/form-errors.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { toast } from '../../../ui/toast.ts';
import { IconAction } from '../../../ui/icon-action.tsx';
import { useDraft } from '../../../ui/use-draft.tsx';
import { FormActions } from '../../../ui/form-actions.tsx';
import { findNameProblem, isAlwaysSensitive, MOST_CHARACTERS, MOST_HEADERS } from './header-rules.ts';
import classes from './headers-form.module.css';
import {
  differencesOf,
  type HeaderValues,
  problemsOf,
  toBody,
  valuesOf,
  withoutSensitive,
} from './header-values.ts';
import { useWebhookForm } from './use-webhook-change.ts';
import type { WebhookFormProps } from './webhook-dialogs.tsx';

/** The whole list of headers that go along with every POST. What must not be set is said beside the field. */
export function HeadersForm({ webhook, name, onClose }: WebhookFormProps) {
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm<HeaderValues>({
    initialValues: valuesOf(webhook.customHeaders ?? []),
    validate: problemsOf,
    validateInputOnBlur: true,
  });
  const { change, base } = useWebhookForm(webhook.eventType);
  const draft = useDraft(`webhook-headers.${webhook.id}`, form, withoutSensitive, base);
  const save = useMutation({
    mutationFn: (values: HeaderValues) => change('patch', '', toBody(values), draft.etag),
    onSuccess: () => {
      draft.forget();
      toast.good(`The headers of ${name} are saved.`);
      onClose();
    },
    onError: (err) => {
      setPlaced(showFieldErrors(form, err));
      // What is there now is shown; who presses again means it.
      if (hasCode(err, 'changed_meanwhile')) draft.rebase();
    },
  });
  const { customHeaders } = form.getValues();
  const characters = customHeaders.reduce((sum, header) => sum + header.name.length + header.value.length, 0);
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      {draft.notice}
      <Stack>
        <Text size="sm" c="dimmed">
          Sent along with every POST. Not to be set: <code>content-*</code>, <code>webhook-*</code>,{' '}
          <code>proxy-*</code>, <code>host</code>, <code>cookie</code>, <code>user-agent</code>,{' '}
          <code>x-servicetitan-signature</code> and what belongs to a connection.
        </Text>
        {customHeaders.length === 0 ? (
          <Text size="sm">There is none.</Text>
        ) : (
          <ul className={classes['list']}>
            {customHeaders.map((header, index) => {
              const place = `customHeaders.${index}`;
              const isSensitive = header.sensitive || isAlwaysSensitive(header.name);
              return (
                <li key={header.key} className={classes['header']}>
                  <TextInput
                    label="Name"
                    placeholder="X-Api-Key"
                    maxLength={100}
                    autoComplete="off"
                    spellCheck={false}
                    data-autofocus={(header.isNew && header.name === '') || undefined}
                    {...form.getInputProps(`${place}.name`)}
                    // Once what is typed is forbidden there is no use in going on.
                    error={
                      form.errors[`${place}.name`] ??
                      (header.name === '' ? null : (findNameProblem(header.name) ?? null))
                    }
                  />
                  <TextInput
                    label="Value"
                    type={isSensitive ? 'password' : 'text'}
                    placeholder={header.isKept ? '•••• (kept)' : ''}
                    maxLength={MOST_CHARACTERS}
                    autoComplete="off"
                    spellCheck={false}
                    {...form.getInputProps(`${place}.value`)}
                  />
                  <Checkbox
                    label="Sensitive"
                    aria-label={`Sensitive: ${header.name === '' ? 'new header' : header.name}`}
                    disabled={isAlwaysSensitive(header.name)}
                    {...form.getInputProps(`${place}.sensitive`)}
                    checked={isSensitive}
                  />
                  <IconAction
                    label={`Remove ${header.name === '' ? 'the new header' : header.name}`}
                    icon={IconTrash}
                    onClick={() => form.removeListItem('customHeaders', index)}
                  />
                </li>
              );
            })}
          </ul>
        )}
        <Group justify="space-between" gap="sm">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={customHeaders.length >= MOST_HEADERS}
            onClick={() =>
              form.insertListItem('customHeaders', {
                key: crypto.getRandomValues(new Uint32Array(1)).join(),
                name: '',
                value: '',
                sensitive: false,
                isNew: true,
                isKept: false,
              })
            }
          >
            Add header
          </Button>
          <Text size="xs" c="dimmed">
            {customHeaders.length} of {MOST_HEADERS} headers, {formatCount(characters)} of{' '}
            {formatCount(MOST_CHARACTERS)} characters
          </Text>
        </Group>
        <Text size="sm" c="dimmed">
          A sensitive one is shown and logged as <code>••••</code> and keeps its value unless you type
          another. <code>Authorization</code> always is.
        </Text>
        {hasCode(save.error, 'changed_meanwhile') ? (
          <ConflictAlert
            what="this app"
            differences={differencesOf(webhook.customHeaders ?? [], form.getValues())}
            onTakeTheirs={() => {
              draft.restart(valuesOf(webhook.customHeaders ?? []));
              save.reset();
            }}
          />
        ) : (
          <ProblemAlert title="The headers were not saved" error={save.error} hiddenFields={placed} />
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
