import type { DeliveryView } from '../../../../../src/delivery-log/schema.ts';
import { DeliveryBadge } from '../../../deliveries/delivery-badge.tsx';
import { eventName } from '../../../deliveries/delivery-words.ts';
import { LastAnswer } from '../../../deliveries/last-answer.tsx';
import { Countdown } from '../../../ui/countdown.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { TwoLines } from '../../../ui/two-lines.tsx';
import { tenantWords } from '../use-tenant-notes.ts';
import { shortReason } from './status-choices.ts';

/** How deliveries are listed, with the notes of the tenants. */
export function deliveryColumns(notes: ReadonlyMap<number, string>): readonly Column<DeliveryView>[] {
  return [
    {
      title: 'Event',
      render: ({ eventType, tenantId }) => (
        <TwoLines more={tenantWords(tenantId, notes)}>{eventName(eventType)}</TwoLines>
      ),
    },
    {
      title: 'Status',
      isNarrow: true,
      render: (delivery) => (
        <TwoLines more={<Why delivery={delivery} />}>
          <DeliveryBadge {...delivery} />
        </TwoLines>
      ),
    },
    { title: 'Answer', render: (delivery) => <LastAnswer {...delivery} /> },
    {
      title: 'Happened',
      isNarrow: true,
      render: ({ occurredAt }) => <Instant at={occurredAt} />,
    },
  ];
}

function Why({ delivery }: { readonly delivery: DeliveryView }) {
  const { state, reason, nextAttemptAt, attempts, replaying } = delivery;
  if (state === 'pending' && !replaying && attempts > 0 && nextAttemptAt !== null)
    return (
      <>
        next in <Countdown until={nextAttemptAt} key={nextAttemptAt} />
      </>
    );
  return shortReason(state, reason);
}
