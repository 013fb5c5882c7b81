import { IconCopy } from '@tabler/icons-react';
import type { DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';
import { useCommands } from '../../../shell/commands.ts';
import { useShortcuts } from '../../../shell/shortcuts.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { toast } from '../../../ui/toast.ts';
import { useCopy } from '../../../ui/use-copy.ts';
import { toCurl } from './to-curl.ts';

/** Takes what was sent elsewhere: the payload, and the newest attempt as a curl command. */
export function CopyActions({ delivery: { body, log } }: { readonly delivery: DeliveryDetail }) {
  const { copy } = useCopy();
  const sent = log.find(({ requestHeaders }) => requestHeaders !== null);
  const headers = (sent?.requestHeaders ?? {}) as Record<string, unknown>;
  const curl = sent === undefined || body === null ? undefined : toCurl({ url: sent.url, headers, body });
  const deeds = [
    ...(body === null ? [] : [{ what: 'payload', text: body, keys: 'c p' }]),
    ...(curl === undefined ? [] : [{ what: 'newest attempt as curl', text: curl, keys: 'c c' }]),
  ].map(({ what, text, keys }) => ({
    keys,
    label: `Copy the ${what}`,
    run: () => void copy(text).then(() => toast.good(`The ${what} is copied.`)),
  }));
  useShortcuts(deeds);
  useCommands(deeds.map(({ label, run }) => ({ id: label, label, icon: IconCopy, run })));
  return (
    <>
      {body === null ? null : <CopyButton value={body} what="payload" label="Copy payload" />}
      {curl === undefined ? null : (
        <CopyButton value={curl} what="newest attempt as curl" label="Copy as curl" />
      )}
    </>
  );
}
