import { IconPencil, IconPlayerPause, IconStar } from '@tabler/icons-react';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { StateBadge } from '../../ui/state-badge.tsx';

/** Whether visitors are let in. */
export function StatusBadge({ status }: Pick<SchedulerView, 'status'>) {
  if (status === 'Active') return <StateBadge kind="good">Active</StateBadge>;
  return (
    <StateBadge kind="quiet" icon={status === 'Draft' ? IconPencil : IconPlayerPause}>
      {status}
    </StateBadge>
  );
}

/** The one that stands for its brand. */
export function DefaultBadge() {
  return (
    <StateBadge kind="quiet" icon={IconStar}>
      Default
    </StateBadge>
  );
}
