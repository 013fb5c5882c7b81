import { Stack, Text } from '@mantine/core';
import { Card } from '../../ui/card.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { useNames } from '../app-form/portal-catalogue.ts';
import type { MadeKeys } from './made-keys.ts';

/** The keys of webhooks that have just been made. */
export function MadeKeysCard({ keys }: { readonly keys: MadeKeys }) {
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
          Copy it now: it is not shown again here.
        </Text>
      </Stack>
    </Card>
  );
}
