import { useRouter } from '@tanstack/react-router';
import { IconKey, IconLink, IconPlayerPause, IconPlayerPlay, IconSend } from '@tabler/icons-react';
import { useCommands } from '../../../shell/commands.ts';
import { useAppId } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import type { OpenDialog } from './dialogs.ts';
import type { Webhook } from './webhooks-query.ts';

/** What the palette can do with a webhook that is shown. */
export function WebhookCommands({
  webhook: { eventType, enabled },
  name,
  open,
  onEnable,
}: {
  readonly webhook: Webhook;
  readonly name: string;
  readonly open: OpenDialog;
  readonly onEnable: () => void;
}) {
  const router = useRouter();
  const appId = useAppId();
  const command = (label: string, icon: typeof IconKey, run: () => void) => ({
    id: `webhook ${eventType} ${label}`,
    group: name,
    label,
    keywords: [name, eventType],
    icon,
    run,
  });
  useCommands([
    command(`Send a test: ${name}`, IconSend, () =>
      router.history.push(appHref(appId, `/test?type=${encodeURIComponent(eventType)}`)),
    ),
    command(`Change delivery URL: ${name}`, IconLink, () => open('url')),
    command(`Rotate HMAC key: ${name}`, IconKey, () => open('rotate-key')),
    enabled
      ? command(`Pause ${name}`, IconPlayerPause, () => open('pause'))
      : command(`Enable ${name}`, IconPlayerPlay, onEnable),
  ]);
  return null;
}
