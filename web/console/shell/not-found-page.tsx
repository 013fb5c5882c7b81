import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { MessagePage } from './message-page.tsx';
import { RouteLink } from './route-link.tsx';

/** For an address that leads nowhere, and for what is not there (or not for this person): the two are never told apart. */
export function NotFoundPage() {
  return (
    <MessagePage
      icon={IconMapOff}
      title="There is nothing here"
      actions={
        <Button component={RouteLink} href="/account" variant="default">
          Go to the start
        </Button>
      }
    >
      The address is wrong, what was here is gone, or it is not for you. If you followed a link, ask whoever
      gave it to you.
    </MessagePage>
  );
}
