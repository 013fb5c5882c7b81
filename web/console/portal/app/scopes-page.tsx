import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { AppView } from '../../../../src/apps/schema.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { AccessFields } from '../app-form/access-fields.tsx';
import type { AccessValues } from '../app-form/values.ts';
import { useApp } from './app-query.ts';
import { appHref } from './app-tabs.ts';
import { MadeKeysCard } from './made-keys-card.tsx';
import type { MadeKeys } from './made-keys.ts';
import { SaveVersion } from './save-version.tsx';
import { diffOf, isEmptyDiff } from '../../connections/diff-of.ts';

const valuesOf = ({ scopes, eventTypes }: AppView): AccessValues => ({
  scopes: [...scopes],
  events: eventTypes.map((eventType) => ({ eventType, deliveryUrl: '', hmacKey: '' })),
});

/** What the app asks for. A change is shown as the version that it will make before it is saved. */
export function ScopesPage() {
  const [madeKeys, setMadeKeys] = useState<MadeKeys>([]);
  const { version, ...app } = useApp().data;
  return (
    <>
      {madeKeys.length === 0 ? null : <MadeKeysCard keys={madeKeys} />}
      {/* Another version has another beginning. */}
      <ScopesForm key={`${version} ${app.scopes.join()} ${app.eventTypes.join()}`} onMadeKeys={setMadeKeys} />
    </>
  );
}

function ScopesForm({ onMadeKeys }: { readonly onMadeKeys: (keys: MadeKeys) => void }) {
  const app = useApp().data;
  const [isSaving, setSaving] = useState(false);
  const hasWebhook = (eventType: string): boolean =>
    app.webhooks.some((hook) => hook.eventType === eventType);
  const form = useForm({
    initialValues: valuesOf(app),
    validate: {
      scopes: (scopes) => (scopes.length === 0 ? 'Add at least one scope.' : null),
      events: {
        deliveryUrl: (url: string, values, place) =>
          url.trim() === '' && !hasWebhook(values.events[Number(place.split('.')[1])]?.eventType ?? '')
            ? 'Type where the event is to be delivered.'
            : null,
      },
    },
  });
  const { scopes, events } = form.getValues();
  const diff = diffOf(app, { scopes, eventTypes: events.map(({ eventType }) => eventType) });
  const isSame = isEmptyDiff(diff);
  const kept = Object.fromEntries(
    app.webhooks.map(({ eventType, deliveryUrl, inNewestVersion }) => [
      eventType,
      <Text key={eventType} size="sm" c="dimmed">
        Delivered to <code>{deliveryUrl}</code>
        {inNewestVersion ? '' : ', as before it was removed'}. URL and key are changed under{' '}
        <Anchor component={RouteLink} underline="always" href={appHref(app.id, '/webhooks')}>
          Webhooks
        </Anchor>
        , which makes no new version.
      </Text>,
    ]),
  );
  return (
    <form noValidate onSubmit={form.onSubmit(() => setSaving(true))}>
      <Card
        title={`Version ${app.version} asks for`}
        description="What the app may read, and which events it receives. A change makes the next version, which each tenant accepts for itself."
      >
        <Stack gap="lg">
          <AccessFields form={form} kept={kept} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" disabled={isSame} onClick={() => form.reset()}>
              Undo the changes
            </Button>
            <Button type="submit" disabled={isSame}>
              Review version {app.version + 1}
            </Button>
          </Group>
        </Stack>
      </Card>
      <SaveVersion
        opened={isSaving}
        onClose={() => setSaving(false)}
        form={form}
        diff={diff}
        onSaved={onMadeKeys}
      />
    </form>
  );
}
