import { Stack, Text } from '@mantine/core';
import { Card } from '../../ui/card.tsx';
import { CodeView } from '../../ui/code-view.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useApp } from './app-query.ts';
import { invitationText } from './invitation.ts';

/** What to send to the administrator of a tenant. */
export function InvitationCard() {
  const app = useApp().data;
  const text = invitationText(app, `${globalThis.location.origin}/settings`);
  return (
    <Card
      title="Invite a tenant"
      description="Name it above, then send this to its administrator."
      actions={<CopyButton value={text} what="invitation" label="Copy the invitation" />}
    >
      <Stack gap="sm">
        {app.approved ? null : (
          <Text size="sm">
            The app waits for approval: until then only tenants of your own organisation find it in their
            settings.
          </Text>
        )}
        <CodeView code={text} label="Invitation" isProse />
      </Stack>
    </Card>
  );
}
