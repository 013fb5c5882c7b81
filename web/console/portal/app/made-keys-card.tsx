import { Anchor, Stack, Text } from '@mantine/core';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { useNames } from '../app-form/portal-catalogue.ts';
import { useAppId } from './app-query.ts';
import { appHref } from './app-tabs.ts';
import type { MadeKeys } from './made-keys.ts';

/** The keys of webhooks that have just been made. */
export function MadeKeysCard({ keys }: { readonly keys: MadeKeys }) {
  const appId = useAppId();
  const { eventName } = useNames();
  return (
    <Card
      title={keys.length === 1 ? 'The HMAC key of the new webhook' : 'The HMAC keys of the new webhooks'}
      description="Your server verifies with it that a POST is from here. Never publish it."
    >
      <Stack gap="sm">
        {keys.map(({ eventType, hmacKey }) => (
          <CopyField key={eventType} label={`HMAC key: ${eventName(eventType)}`} value={hmacKey} />
        ))}
        <Text size="sm" c="dimmed">
          From the next visit on it is masked;{' '}
          <Anchor component={RouteLink} underline="always" href={appHref(appId, '/webhooks')}>
            Webhooks
          </Anchor>{' '}
          reveals it again, which stands in the audit log.
        </Text>
      </Stack>
    </Card>
  );
}
