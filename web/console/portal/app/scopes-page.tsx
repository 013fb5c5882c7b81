import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useEffectEvent, useState } from 'react';
import type { AppView } from '../../../../src/apps/schema.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { ConflictAlert } from '../../ui/conflict-alert.tsx';
import { useDraft } from '../../ui/use-draft.tsx';
import { AccessFields } from '../app-form/access-fields.tsx';
import { useNames } from '../app-form/portal-catalogue.ts';
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
  const [saved, setSaved] = useState(0);
  return (
    <>
      {madeKeys.length === 0 ? null : <MadeKeysCard keys={madeKeys} />}
      {/* What was saved is where the form begins anew; a version of somebody else leaves it alone. */}
      <ScopesForm
        key={saved}
        onSaved={(keys) => {
          setMadeKeys(keys);
          setSaved((count) => count + 1);
        }}
      />
    </>
  );
}

function ScopesForm({ onSaved }: { readonly onSaved: (keys: MadeKeys) => void }) {
  const app = useApp().data;
  const asked = `${app.version} ${app.scopes.join()} ${app.eventTypes.join()}`;
  const [seen, setSeen] = useState(asked);
  const { eventName, scopeName } = useNames();
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
  // A draft was typed of what was asked then: what somebody made of it since is to be seen.
  const draft = useDraft(
    `scopes.${app.id}`,
    form,
    ({ events, ...rest }) => ({ ...rest, events: events.map((event) => ({ ...event, hmacKey: '' })) }),
    seen,
  );
  const beginAnew = (): void => {
    draft.restart(valuesOf(app));
    form.resetDirty(valuesOf(app));
    setSeen(asked);
  };
  const follow = useEffectEvent(() => {
    if (asked !== seen && !form.isDirty()) beginAnew();
  });
  useEffect(() => follow(), [asked]);
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
      {draft.notice}
      <Card
        title={`Version ${app.version} asks for`}
        description="What the app may read, and which events it receives. A change makes the next version, which each tenant accepts for itself."
      >
        <Stack gap="lg">
          <AccessFields form={form} kept={kept} />
          {asked === draft.etag || isSame ? null : (
            <ConflictAlert
              what="what this app asks for"
              differences={[
                { label: 'Scopes', theirs: app.scopes.map(scopeName).join(', ') },
                { label: 'Webhook Events', theirs: app.eventTypes.map(eventName).join(', ') || 'none' },
              ]}
              onTakeTheirs={beginAnew}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" disabled={isSame} onClick={beginAnew}>
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
        onSaved={(keys) => {
          draft.forget();
          onSaved(keys);
        }}
      />
    </form>
  );
}
