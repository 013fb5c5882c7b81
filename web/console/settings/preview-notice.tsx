import { IconEyeOff } from '@tabler/icons-react';
import { Notice } from '../ui/notice.tsx';
import { useTenant } from './tenant-query.ts';

/** Stands on the pages that wait for deliveries, while the preview of the tenant is off. */
export function PreviewNotice() {
  const { notice } = useTenant();
  if (notice === null) return null;
  return (
    <Notice
      kind="warn"
      role="alert"
      mb="md"
      icon={IconEyeOff}
      title="Private preview: webhooks are off for this tenant"
    >
      {notice}
    </Notice>
  );
}
