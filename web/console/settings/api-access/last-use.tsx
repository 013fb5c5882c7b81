import { Instant } from '../../ui/instant.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';

/** When the app last took an event of this tenant. Deliveries are kept for a time only, so there may have been some before. */
export const LastDelivered = ({ at }: { readonly at: string | null }) =>
  at === null ? 'None of late' : <Instant at={at} show="relative" />;

/** When the app last fetched an access token; with a client that is shared nobody knows for which tenant it was. */
export function LastToken({ at, network }: { readonly at: string | null; readonly network: string | null }) {
  if (at === null) return 'Not yet';
  return (
    <TwoLines more={network === null ? '' : `by any tenant of ${network}`}>
      <Instant at={at} show="relative" />
    </TwoLines>
  );
}
