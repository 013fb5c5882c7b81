import { useNetwork } from '@mantine/hooks';
import { IconWifiOff } from '@tabler/icons-react';
import classes from './offline-notice.module.css';

/** Says so while the machine has no network. */
export function OfflineNotice() {
  const { online } = useNetwork();
  return (
    <div role="status" className={classes['place']}>
      {online ? null : (
        <div className={classes['notice']}>
          <IconWifiOff size={16} aria-hidden />
          You are offline. What you see may be old; what you type is kept.
        </div>
      )}
    </div>
  );
}
