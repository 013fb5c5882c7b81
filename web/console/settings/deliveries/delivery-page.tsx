import { Anchor, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { TenantDeliveryDetail } from '../../../../src/delivery-log/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { hasCode } from '../../api/problem.ts';
import { CopyableId } from '../../ui/copyable-id.tsx';
import { DeliveryBadge } from '../../deliveries/delivery-badge.tsx';
import { eventName } from '../../deliveries/delivery-words.ts';
import { explainDelivery } from '../../deliveries/explain-delivery.ts';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code-view.tsx';
import { Countdown } from '../../ui/countdown.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Instant } from '../../ui/instant.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StaleNotice } from '../../ui/stale-notice.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { DeliveryAttempts } from './delivery-attempts.tsx';

const FOLLOW_MS = 2_000;

/** One delivery: what was sent, and how the developer's server took it. */
export function DeliveryPage() {
  const tenant = useTenant();
  const { deliveryId = '' } = useParams({ strict: false });
  const delivery = useQuery({
    queryKey: ['settings', String(tenant.id), 'delivery', deliveryId],
    queryFn: ({ signal }) =>
      api.get<TenantDeliveryDetail>(tenantApi(tenant, path`/deliveries/${deliveryId}`), { signal }),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && (data.state === 'pending' || data.replaying) ? FOLLOW_MS : false,
  });
  const crumbs = [
    { label: tenant.name, href: tenantHref(tenant) },
    { label: 'Deliveries', href: tenantHref(tenant, 'deliveries') },
  ];
  if (hasCode(delivery.error, 'not_found')) return <NotFoundPage />;
  const { data } = delivery;
  return (
    <>
      <PageTitle
        title={data === undefined ? 'Delivery' : `${eventName(data.eventType)} to ${data.app.name}`}
        crumbs={crumbs}
        {...(data !== undefined && {
          badge: <DeliveryBadge {...data} />,
          description: explainDelivery(data, 'tenant'),
        })}
      />
      {data === undefined ? (
        delivery.error === null ? (
          <Skeleton height={320} radius="lg" />
        ) : (
          <ProblemAlert error={delivery.error} onRetry={() => void delivery.refetch()} />
        )
      ) : (
        <>
          <StaleNotice of={delivery} />
          <Shown delivery={data} />
        </>
      )}
    </>
  );
}

function Shown({ delivery }: { readonly delivery: TenantDeliveryDetail }) {
  const tenant = useTenant();
  const { id, eventId, sessionId, occurredAt, finishedAt, nextAttemptAt, log, body } = delivery;
  return (
    <>
      <Card>
        <Facts>
          <Fact name="Happened">
            <Instant at={occurredAt} withSeconds />
          </Fact>
          <Fact name="Finished">{finishedAt === null ? null : <Instant at={finishedAt} withSeconds />}</Fact>
          <Fact name="Next attempt">
            {nextAttemptAt === null ? null : (
              <>
                in <Countdown until={nextAttemptAt} key={nextAttemptAt} />
              </>
            )}
          </Fact>
          <Fact name="Session">
            {sessionId === null ? (
              'No longer kept'
            ) : (
              <Anchor component={RouteLink} href={tenantHref(tenant, path`sessions/${sessionId}`)} size="sm">
                {sessionId}
              </Anchor>
            )}
          </Fact>
          <Fact name="Delivery id">
            <CopyableId id={id} what="delivery id" />
          </Fact>
          <Fact name="Event id">
            <CopyableId id={eventId} what="event id" />
          </Fact>
        </Facts>
      </Card>
      <Card
        title="Attempts"
        description="Of the developer's server you see the host and what it answered with; the rest is the developer's."
      >
        <DeliveryAttempts log={log} />
      </Card>
      <Card
        title="What is sent"
        description="Byte for byte; every app that is told gets the same but for the delivery's id."
      >
        {body === null ? (
          <Text size="sm" c="dimmed">
            It was erased, or is no longer kept.
          </Text>
        ) : (
          <JsonView value={body} label="Body" />
        )}
      </Card>
    </>
  );
}
