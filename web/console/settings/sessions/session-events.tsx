import { Anchor, Text, Title } from '@mantine/core';
import type { SessionDetail, SessionEvent } from '../../../../src/session-history/schema.ts';
import { DeliveryBadge } from '../../deliveries/delivery-badge.tsx';
import { eventName } from '../../deliveries/delivery-words.ts';
import { explainDelivery, undeliveredReasons } from '../../deliveries/explain-delivery.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Countdown } from '../../ui/countdown.tsx';
import { Instant } from '../../ui/instant.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import classes from './session-events.module.css';

/** The events that a session made, and whom they were sent to. */
export function SessionEvents({ events }: Pick<SessionDetail, 'events'>) {
  if (events.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No event was made of this session. One is made when it is completed, or abandoned and qualified.
      </Text>
    );
  return events.map((event) => <Event key={event.id} event={event} />);
}

function Event({ event }: { readonly event: SessionEvent }) {
  const { type, occurredAt, isKept, deliveries, undeliveredReason } = event;
  return (
    <div className={classes['event']}>
      <div className={classes['head']}>
        <Title order={3} fz="md">
          {eventName(type)}
        </Title>
        <span className={classes['at']}>
          <Instant at={occurredAt} withSeconds />
        </span>
      </div>
      {deliveries.length === 0 ? (
        <Text size="sm" c="dimmed" mt={4}>
          {isKept
            ? (undeliveredReasons[undeliveredReason ?? ''] ?? 'It was sent to nobody.')
            : 'It is no longer kept: events and their deliveries are dropped after the retention of this tenant.'}
        </Text>
      ) : (
        <ul className={classes['list']}>
          {deliveries.map((delivery) => (
            <Delivery key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Delivery({ delivery }: { readonly delivery: SessionEvent['deliveries'][number] }) {
  const tenant = useTenant();
  const { id, app, nextAttemptAt, state, attempts } = delivery;
  return (
    <li className={classes['delivery']}>
      <div className={classes['words']}>
        <Anchor component={RouteLink} href={tenantHref(tenant, `deliveries/${id}`)} fw={600} size="sm">
          {app.name}
        </Anchor>
        <div className={classes['text']}>
          {explainDelivery(delivery, 'tenant')}
          {state === 'pending' && attempts > 0 && nextAttemptAt !== null ? (
            <>
              {' '}
              Next in <Countdown until={nextAttemptAt} key={nextAttemptAt} />.
            </>
          ) : null}
        </div>
      </div>
      <DeliveryBadge {...delivery} />
    </li>
  );
}
