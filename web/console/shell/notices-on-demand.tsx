import { useNotifications } from '@mantine/notifications';
import { onDemand } from '../ui/on-demand.tsx';

const Notices = onDemand<{ readonly isWanted: boolean }>(
  async () => (await import('./notices.tsx')).Notices,
  ({ isWanted }) => isWanted,
);

/** The corner for short notices (`toast`). */
export function NoticesOnDemand() {
  const { notifications } = useNotifications();
  return <Notices isWanted={notifications.length > 0} />;
}
