import { notifications } from '@mantine/notifications';
import { explain } from './explain.ts';

const closeButtonProps = { 'aria-label': 'Close this notice' };
const GOOD_MS = 4_000;
const BAD_MS = 10_000;

/** Short notices in the corner, for what needs no answer; what somebody must act on stands in the page. */
export const toast = {
  good: (message: string): void => {
    notifications.show({ message, color: 'fern', autoClose: GOOD_MS, withBorder: true, closeButtonProps });
  },
  bad: (title: string, err: unknown): void => toast.warn(title, explain(err)),
  /** For what no server refused. */
  warn: (title: string, message: string): void => {
    notifications.show({
      title,
      message,
      color: 'red',
      autoClose: BAD_MS,
      withBorder: true,
      closeButtonProps,
    });
  },
};
