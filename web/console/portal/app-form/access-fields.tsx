import { ActionIcon, Button, Group, Input, Stack, Text, Title, Tooltip } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconX } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import classes from './app-form.module.css';
import { EventCard } from './event-card.tsx';
import { useNames } from './portal-catalogue.ts';
import type { AccessValues } from './values.ts';

// Loaded once the page stands: nobody needs them before.
const EventsDialog = lazy(async () => ({ default: (await import('./events-dialog.tsx')).EventsDialog }));
const ScopesDialog = lazy(async () => ({ default: (await import('./scopes-dialog.tsx')).ScopesDialog }));

/** What the app asks for: scopes, and events with where they are delivered. */
export function AccessFields<Values extends AccessValues>({
  form,
  kept = {},
}: {
  readonly form: UseFormReturnType<Values>;
  /** Events whose webhook is there already, with what is said of it instead of its fields. */
  readonly kept?: Readonly<Record<string, ReactNode>>;
}) {
  const [open, setOpen] = useState<'scopes' | 'events'>();
  const { scopes, events } = form.getValues();
  const { eventName, scopeName } = useNames();
  const set = (name: 'scopes' | 'events', value: unknown): void => {
    form.setFieldValue(name, value as never);
    // Their places have changed, so what was said of them may stand beside another.
    for (const path of Object.keys(form.errors)) if (path.startsWith(name)) form.clearFieldError(path);
  };
  const chooseEvents = (types: readonly string[], needed: readonly string[]): void => {
    const deliveryUrl = events.find((event) => event.deliveryUrl !== '')?.deliveryUrl ?? '';
    set(
      'events',
      types.map(
        (eventType) =>
          events.find((event) => event.eventType === eventType) ?? { eventType, deliveryUrl, hmacKey: '' },
      ),
    );
    if (needed.length > 0) set('scopes', [...scopes, ...needed]);
    setOpen(undefined);
  };
  return (
    <Stack gap="xl">
      <section>
        <Part
          title="API scopes"
          action={
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setOpen('scopes')}
            >
              Add API Scopes
            </Button>
          }
        />
        {scopes.length === 0 ? (
          <p className={classes['none']}>No scope yet.</p>
        ) : (
          <ul className={classes['list']}>
            {scopes.map((scope) => (
              <li key={scope} className={classes['item']}>
                <span>
                  <Text size="sm" fw={550}>
                    {scopeName(scope)}
                  </Text>
                  <span className={classes['code']}>{scope}</span>
                </span>
                <RemoveButton
                  what={scopeName(scope)}
                  onRemove={() =>
                    set(
                      'scopes',
                      scopes.filter((one) => one !== scope),
                    )
                  }
                />
              </li>
            ))}
          </ul>
        )}
        <Problem text={form.errors['scopes']} />
      </section>
      <section>
        <Part
          title="Webhook events"
          action={
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setOpen('events')}
            >
              Add Webhook Events
            </Button>
          }
        />
        {events.length === 0 ? (
          <p className={classes['none']}>No event yet.</p>
        ) : (
          <ul className={classes['list']}>
            {events.map((event, index) => (
              <EventCard
                key={event.eventType}
                event={event}
                name={eventName(event.eventType)}
                place={`events.${index}`}
                form={form}
                kept={kept[event.eventType]}
                remove={
                  <RemoveButton
                    what={eventName(event.eventType)}
                    onRemove={() =>
                      set(
                        'events',
                        events.filter((one) => one !== event),
                      )
                    }
                  />
                }
              />
            ))}
          </ul>
        )}
        <Problem text={form.errors['events']} />
      </section>
      <Suspense>
        <ScopesDialog
          opened={open === 'scopes'}
          chosen={scopes}
          onClose={() => setOpen(undefined)}
          onDone={(chosen) => {
            set('scopes', chosen);
            setOpen(undefined);
          }}
        />
        <EventsDialog
          opened={open === 'events'}
          chosen={events.map(({ eventType }) => eventType)}
          scopes={scopes}
          onClose={() => setOpen(undefined)}
          onDone={chooseEvents}
        />
      </Suspense>
    </Stack>
  );
}

function Part({ title, action }: { readonly title: string; readonly action: ReactNode }) {
  return (
    <Group justify="space-between" mb="sm" gap="xs">
      <Title order={3}>{title}</Title>
      {action}
    </Group>
  );
}

function Problem({ text }: { readonly text: ReactNode }) {
  return text === undefined || text === null ? null : (
    <Input.Error mt="xs" role="alert">
      {text}
    </Input.Error>
  );
}

function RemoveButton({ what, onRemove }: { readonly what: string; readonly onRemove: () => void }) {
  return (
    <Tooltip label={`Remove ${what}`}>
      <ActionIcon aria-label={`Remove ${what}`} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
