import { Alert } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useTenant } from './tenant-query.ts';

/** Stands on the pages that wait for deliveries, while the preview of the tenant is off. */
export function PreviewNotice() {
  const { notice } = useTenant();
  if (notice === null) return null;
  return (
    <Alert
      variant="light"
      color="yellow"
      icon={<IconEyeOff aria-hidden />}
      title="Private preview: webhooks are off for this tenant"
      mb="md"
      styles={{
        root: { background: 'var(--warn-soft)' },
        title: { color: 'var(--warn)' },
        icon: { color: 'var(--warn)' },
      }}
    >
      {notice}
    </Alert>
  );
}
