import { Button } from '@mantine/core';
import type { DeliveryView } from '../../../../../src/delivery-log/schema.ts';
import { eventName } from '../../../deliveries/delivery-words.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { formatInstant } from '../../../ui/format-instant.ts';
import { deliveryColumns } from '../deliveries/delivery-columns.tsx';
import { refusalWords } from '../deliveries/refusal-words.ts';
import classes from './failed-page.module.css';

/** `Session Completed of tenant 1000001, 29 Nov 2026, 14:03 CET` */
export const nameFailed = ({ eventType, tenantId, occurredAt }: DeliveryView): string =>
  `${eventName(eventType)} of tenant ${tenantId}, ${formatInstant(new Date(occurredAt), undefined, true)}`;

/** As deliveries are listed, and whether each can be replayed. */
export function failedColumns(
  notes: ReadonlyMap<number, string>,
  {
    replay,
    busyId,
  }: { readonly replay: (delivery: DeliveryView) => void; readonly busyId: string | undefined },
): readonly Column<DeliveryView>[] {
  return [
    ...deliveryColumns(notes),
    {
      title: 'Replay',
      isNarrow: true,
      render: (delivery) => {
        const { id, replayRefusal } = delivery;
        if (replayRefusal === null)
          return (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Replay ${nameFailed(delivery)}`}
              loading={busyId === id}
              onClick={() => replay(delivery)}
            >
              Replay
            </Button>
          );
        const isUnderWay = replayRefusal === 'already_replaying' || replayRefusal === 'delivery_under_way';
        return (
          <span className={classes['refused']}>
            {isUnderWay ? '' : 'Not now: '}
            {refusalWords[replayRefusal].short}
          </span>
        );
      },
    },
  ];
}
