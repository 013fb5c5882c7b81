import { BackfillRow } from './backfill-row.tsx';
import type { OpenDialog } from './dialogs.ts';
import { HeadersRow } from './headers-row.tsx';
import { PublicKeyRow } from './public-key-row.tsx';
import { SendingRow } from './sending-row.tsx';
import type { Webhook } from './webhooks-query.ts';

/** What of a webhook is seldom looked at. */
export function MoreRows(rows: {
  readonly webhook: Webhook;
  readonly name: string;
  readonly open: OpenDialog;
}) {
  return (
    <>
      <SendingRow {...rows} />
      <HeadersRow {...rows} />
      <PublicKeyRow {...rows} />
      <BackfillRow {...rows} />
    </>
  );
}
