import { Anchor, Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconArrowLeft, IconSearchOff } from '@tabler/icons-react';
import type { DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';
import { hasCode } from '../../../api/problem.ts';
import { DeliveryBadge } from '../../../deliveries/delivery-badge.tsx';
import { eventName } from '../../../deliveries/delivery-words.ts';
import { explainDelivery } from '../../../deliveries/explain-delivery.ts';
import { RouteLink } from '../../../shell/route-link.tsx';
import { Card } from '../../../ui/card.tsx';
import { JsonView } from '../../../ui/code-view.tsx';
import { formatInstant } from '../../../ui/format-instant.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StaleNotice } from '../../../ui/stale-notice.tsx';
import { useUrlState } from '../../../ui/use-url-state.ts';
import { useAppId } from '../app-query.ts';
import { useAppPart } from '../app-part.ts';
import { appHref } from '../app-tabs.ts';
import { useTenantNotes } from '../use-tenant-notes.ts';
import { AttemptItem } from './attempt-item.tsx';
import { BodyWithheld } from './body-withheld.tsx';
import { CopyActions } from './copy-actions.tsx';
import { DeliveryFacts } from './delivery-facts.tsx';
import classes from './delivery-page.module.css';
import { deliveryQuery } from './delivery-query.ts';
import { refusalWords } from './refusal-words.ts';
import { ReplayButton } from './replay-button.tsx';

/** One delivery: what became of it and why, every attempt whole, and the way to send it again. */
export function DeliveryPage() {
  const appId = useAppId();
  const { deliveryId = '' } = useParams({ strict: false });
  const delivery = useQuery(deliveryQuery(appId, deliveryId));
  const { data, error, refetch } = delivery;
  if (hasCode(error, 'not_found'))
    return (
      <EmptyState
        icon={IconSearchOff}
        title="There is no such delivery"
        action={
          <Button component={RouteLink} href={appHref(appId, '/deliveries')} variant="default">
            See all deliveries
          </Button>
        }
      >
        It may be older than the tenant keeps deliveries, or of another app.
      </EmptyState>
    );
  if (data === undefined)
    return error === null ? (
      <Skeleton height={320} radius="lg" />
    ) : (
      <ProblemAlert error={error} onRetry={() => void refetch()} />
    );
  return (
    <>
      <StaleNotice of={delivery} />
      <Shown delivery={data} />
    </>
  );
}

function Shown({ delivery }: { readonly delivery: DeliveryDetail }) {
  const appId = useAppId();
  const notes = useTenantNotes(appId);
  // The one that was opened last has an address.
  const { values, set } = useUrlState({ attempt: '' });
  const { eventType, replayRefusal, log, body, bodyWithheld } = delivery;
  useAppPart(`${eventName(eventType)}, ${formatInstant(new Date(delivery.occurredAt))}`);
  return (
    <>
      <div className={classes['head']}>
        <div className={classes['words']}>
          <Anchor
            component={RouteLink}
            href={appHref(appId, '/deliveries')}
            size="sm"
            className={classes['back'] ?? ''}
          >
            <IconArrowLeft size={14} aria-hidden /> All deliveries
          </Anchor>
          <div className={classes['title']}>
            <Title order={2}>{eventName(eventType)}</Title>
            <DeliveryBadge {...delivery} />
          </div>
          <Text c="dimmed" size="sm" mt={4} maw={620}>
            {explainDelivery(delivery, 'developer')}
          </Text>
          <Text size="sm" mt={4} maw={620} id="why-no-replay">
            {replayRefusal === null ? '' : `No replay now: ${refusalWords[replayRefusal].sentence}`}
          </Text>
        </div>
        <Group gap="xs">
          <CopyActions delivery={delivery} />
          <ReplayButton delivery={delivery} />
        </Group>
      </div>
      <DeliveryFacts delivery={delivery} notes={notes} />
      <Card title="Attempts" description={log.length === 0 ? 'It was not tried yet.' : 'The newest first.'}>
        {log.map((attempt, index) => (
          <AttemptItem
            key={attempt.id}
            attempt={attempt}
            delivery={delivery}
            isOpen={values.attempt === '' ? index === 0 : values.attempt === attempt.id}
            onOpen={() => set({ attempt: attempt.id })}
          />
        ))}
      </Card>
      {log.length > 0 ? null : (
        <Card title="What is sent">
          {body === null ? <BodyWithheld why={bodyWithheld} /> : <JsonView value={body} label="Body" />}
        </Card>
      )}
    </>
  );
}
