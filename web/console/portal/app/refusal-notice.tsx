import { Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Refusal } from '../../../../src/apps/refusal.ts';
import { Instant } from '../../ui/instant.tsx';
import { Notice } from '../../ui/notice.tsx';

/** That the vendor did not approve the app, and why. */
export function RefusalNotice({ refusal: { reason, at } }: { readonly refusal: Refusal }) {
  return (
    <Notice
      kind="bad"
      role="alert"
      mb="md"
      icon={IconAlertTriangle}
      title="The vendor has refused to approve this app"
    >
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
        {reason}
      </Text>
      <Text size="sm" mt={6}>
        Refused <Instant at={at} />. It can be approved later: mend what is named, then tell your success
        manager. Tenants of your own organisation can use it meanwhile.
      </Text>
    </Notice>
  );
}
