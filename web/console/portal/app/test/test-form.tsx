import { Button, Group, Kbd, Radio, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconSend } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import type { WebhookView } from '../../../../../src/apps/schema.ts';
import type { TestAnswer } from '../../../../../src/test-sends/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { useCommands } from '../../../shell/commands.ts';
import { Card } from '../../../ui/card.tsx';
import { JsonEditor, type JsonEditorHandle } from '../../../ui/json-editor.tsx';
import { checkJson } from '../../../ui/json-place.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useNames } from '../../app-form/portal-catalogue.ts';
import { useAppId } from '../app-query.ts';
import { DataProblems } from './data-problems.tsx';
import { PayloadSelect } from './payload-select.tsx';
import type { Payload } from './payload-query.ts';
import type { SentTest } from './sent-tests.ts';
import classes from './test-page.module.css';
import { toTestBody } from './to-test-body.ts';
import { useTestText } from './use-test-text.ts';

/** What is sent, and where to. */
export function TestForm({
  webhook,
  webhooks,
  deliveryId,
  to,
  payload,
  onChoose,
  onSent,
  children,
}: {
  readonly webhook: WebhookView;
  readonly webhooks: readonly WebhookView[];
  readonly deliveryId: string;
  readonly to: 'webhook' | 'inbox';
  readonly payload: Payload | undefined;
  readonly onChoose: (changes: { type?: string; delivery?: string; to?: string }) => void;
  readonly onSent: (test: SentTest) => void;
  /** Instead of the editor while there is no payload. */
  readonly children: ReactNode;
}) {
  const appId = useAppId();
  const { eventName } = useNames();
  const { eventType, deliveryUrl } = webhook;
  const editor = useRef<JsonEditorHandle>(null);
  const [text, setText] = useTestText(eventType, deliveryId, payload);
  const checked = checkJson(text);
  const send = useMutation({
    mutationFn: (given: Payload) =>
      api.post<TestAnswer>(path`/api/portal/apps/${appId}/webhooks/${eventType}/test`, {
        body: toTestBody(given, text, to),
      }),
    onSuccess: (answer) => {
      const at = new Date().toISOString();
      onSent({ id: at, at, eventType, to, answer });
    },
  });
  const submit = (): void => {
    if (payload === undefined || send.isPending) return;
    if (checked.kind === 'broken') editor.current?.goTo(checked.at);
    else send.mutate(payload);
  };
  useCommands([
    {
      id: 'test send',
      group: 'Test',
      label: `Send the test: ${eventName(eventType)}`,
      icon: IconSend,
      run: submit,
    },
  ]);
  const dataErrors = send.error instanceof ApiProblem ? dataErrorsOf(send.error) : [];
  const placeOf = (field: string) => (checked.kind === 'json' ? nearest(checked.placeOf, field) : undefined);
  const wrong =
    checked.kind === 'broken'
      ? [checked.at.line]
      : dataErrors.flatMap(([field]) => placeOf(field)?.line ?? []);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Card title="Send a test">
        <Stack>
          <Select
            label="Event"
            allowDeselect={false}
            data={webhooks.map((one) => ({ value: one.eventType, label: eventName(one.eventType) }))}
            value={eventType}
            onChange={(type) => onChoose({ type: type ?? '', delivery: '' })}
          />
          <Radio.Group label="To" value={to} onChange={(chosen) => onChoose({ to: chosen })}>
            <Stack gap="xs" mt="xs">
              <Radio
                value="webhook"
                label="The webhook’s delivery URL"
                description={<span className={classes['url']}>{deliveryUrl}</span>}
              />
              <Radio
                value="inbox"
                label="The built-in inbox"
                description="A receiver inside fieldhook. The delivery URL stays as it is."
              />
            </Stack>
          </Radio.Group>
          <PayloadSelect
            eventType={eventType}
            value={deliveryId}
            onChange={(delivery) => onChoose({ delivery })}
          />
          {payload === undefined ? (
            children
          ) : (
            <>
              <JsonEditor
                ref={editor}
                label="Data"
                description="The data of the event. What is around it, ids and time, is made anew."
                value={text}
                onChange={setText}
                wrong={wrong}
                onSubmit={submit}
                error={
                  checked.kind === 'broken'
                    ? `Line ${checked.at.line}, column ${checked.at.column}: ${checked.problem}`
                    : undefined
                }
              />
              <div className={classes['above']}>
                <Text size="xs" c="dimmed">
                  {text === payload.text
                    ? 'As it is in the payload.'
                    : deliveryId === ''
                      ? 'Edited.'
                      : 'Edited. Of a visitor’s data nothing is kept: a reload loses it.'}
                </Text>
                <Group gap="xs">
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={checked.kind === 'broken'}
                    onClick={() => {
                      if (checked.kind === 'json') setText(JSON.stringify(checked.value, undefined, 2));
                    }}
                  >
                    Set out in lines
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={text === payload.text}
                    onClick={() => {
                      setText(payload.text);
                      send.reset();
                    }}
                  >
                    Undo the edits
                  </Button>
                </Group>
              </div>
            </>
          )}
          {dataErrors.length === 0 ? <ProblemAlert title="The test was not sent" error={send.error} /> : null}
          {dataErrors.length > 0 && checked.kind === 'json' ? (
            <DataProblems
              errors={dataErrors}
              placeOf={placeOf}
              goTo={(place) => editor.current?.goTo(place)}
            />
          ) : null}
          <Group justify="space-between" gap="sm">
            <Text size="xs" c="dimmed" flex="1 1 12rem">
              Marked by <code>webhook-test: true</code>, sent once, counted for nothing
              {webhook.enabled ? '' : '; also while the webhook is disabled'}.
            </Text>
            <Button
              type="submit"
              loading={send.isPending}
              disabled={payload === undefined}
              leftSection={<IconSend size={16} aria-hidden />}
              rightSection={
                <Kbd size="xs" data-key-hint="">
                  Ctrl ↵
                </Kbd>
              }
            >
              Send test
            </Button>
          </Group>
        </Stack>
      </Card>
    </form>
  );
}

/** What the server says of the data that was typed, without the `data` before each. */
function dataErrorsOf({ errors }: ApiProblem): [field: string, text: string][] {
  const entries = Object.entries(errors);
  if (!entries.every(([field]) => field === 'data' || field.startsWith('data.'))) return [];
  return entries.flatMap(([field, texts]) =>
    texts.map((one): [string, string] => [field.replace(/^data\.?/, ''), one]),
  );
}

/** A member that is missing stands nowhere; then that in which it is missing. */
function nearest<Found>(placeOf: (path: string) => Found | undefined, field: string): Found | undefined {
  const parts = field.split('.');
  for (let length = parts.length; length >= 0; length -= 1) {
    const found = placeOf(parts.slice(0, length).join('.'));
    if (found !== undefined) return found;
  }
  return undefined;
}
