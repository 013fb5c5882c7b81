import { Text } from '@mantine/core';
import type { DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';

/** Why the body is not shown. */
export function BodyWithheld({ why }: { readonly why: DeliveryDetail['bodyWithheld'] }) {
  return (
    <Text size="sm" c="dimmed">
      {why === 'consent_missing'
        ? 'The body is shown only while the tenant consents to what it tells.'
        : 'The body was erased, or is no longer kept.'}
    </Text>
  );
}
