import { Button } from '@mantine/core';
import { IconCopy, IconFlask } from '@tabler/icons-react';
import type { DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';
import { withQuery } from '../../../api/path.ts';
import { RouteLink } from '../../../shell/route-link.tsx';
import { useCommands } from '../../../shell/commands.ts';
import { useShortcuts } from '../../../shell/shortcuts.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { copyAndTell } from '../../../ui/use-copy.ts';
import { useAppId } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import { toCurl } from './to-curl.ts';

/** Takes what was sent elsewhere: the payload, the newest attempt as a curl command; or the payload into a test. */
export function CopyActions({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { id, eventType, body, log } = delivery;
  const appId = useAppId();
  const sent = log.find(({ requestHeaders }) => requestHeaders !== null);
  const headers = (sent?.requestHeaders ?? {}) as Record<string, unknown>;
  const curl = sent === undefined || body === null ? undefined : toCurl({ url: sent.url, headers, body });
  const deeds = [
    ...(body === null ? [] : [{ what: 'payload', text: body, keys: 'c p' }]),
    ...(curl === undefined ? [] : [{ what: 'newest attempt as curl', text: curl, keys: 'c c' }]),
  ].map(({ what, text, keys }) => ({
    keys,
    label: `Copy the ${what}`,
    run: () => void copyAndTell(text, what),
  }));
  useShortcuts(deeds);
  useCommands(deeds.map(({ label, run }) => ({ id: label, label, icon: IconCopy, run })));
  return (
    <>
      {body === null ? null : <CopyButton value={body} what="payload" label="Copy payload" />}
      {curl === undefined ? null : (
        <CopyButton value={curl} what="newest attempt as curl" label="Copy as curl" />
      )}
      {body === null ? null : (
        <Button
          component={RouteLink}
          href={withQuery(appHref(appId, '/test'), { type: eventType, delivery: id })}
          variant="default"
          leftSection={<IconFlask size={16} aria-hidden />}
        >
          Use in a test
        </Button>
      )}
    </>
  );
}
