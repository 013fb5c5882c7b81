import { Button, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconBroadcast } from '@tabler/icons-react';
import { useState } from 'react';
import { RouteLink } from '../../../shell/route-link.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StaleNotice } from '../../../ui/stale-notice.tsx';
import { useUrlState } from '../../../ui/use-url-state.ts';
import { useNames } from '../../app-form/portal-catalogue.ts';
import { useApp } from '../app-query.ts';
import { useAppPart } from '../app-part.ts';
import { appHref } from '../app-tabs.ts';
import { hasDelivered } from '../has-delivered.ts';
import { useWebhooks } from '../webhooks/webhooks-query.ts';
import classes from './first-event-page.module.css';
import { InboxStep } from './inbox-step.tsx';
import { inboxQuery } from './inbox-query.ts';
import { keepOwnAnswer, readOwnAnswer } from './own-answer.ts';
import { OwnStep } from './own-step.tsx';
import { planFirstEvent } from './plan-first-event.ts';
import { RealStep } from './real-step.tsx';

/** The way from a new app to a first signed event at the developer's own server. It can be left and gone on with any time. */
export function FirstEventPage() {
  useAppPart('First event');
  const { id, webhooks } = useApp().data;
  const { eventName } = useNames();
  const { values, set } = useUrlState({ event: '' });
  const inbox = useQuery({ ...inboxQuery(id), enabled: webhooks.length > 0 });
  const health = useWebhooks().data?.data.data;
  const [answeredId, setAnsweredId] = useState<string>();
  const webhook = webhooks.find(({ eventType }) => eventType === values.event) ?? webhooks[0];
  if (webhook === undefined)
    return (
      <EmptyState
        icon={IconBroadcast}
        title="The app asks for no event yet"
        action={
          <Button component={RouteLink} href={appHref(id, '/scopes')}>
            Choose events
          </Button>
        }
      >
        Choose one first: then you can see it arrive here within a minute.
      </EmptyState>
    );
  const { eventType } = webhook;
  const arrivals = (inbox.data?.arrivals ?? []).filter((arrival) => arrival.eventType === eventType);
  const [first, second, third] = planFirstEvent({
    hasArrived: arrivals.length > 0,
    hasOwnAnswer: webhook.id === answeredId || readOwnAnswer(webhook.id),
    hasDelivery: hasDelivered(health?.find((one) => one.id === webhook.id) ?? webhook),
  });
  return (
    <>
      <div className={classes['head']}>
        <Text size="sm" c="dimmed" maw={560}>
          Your first signed event, here and then at your own server. No tenant is needed until the last step.
        </Text>
        {webhooks.length < 2 ? null : (
          <Select
            aria-label="Event"
            data={webhooks.map((one) => ({ value: one.eventType, label: eventName(one.eventType) }))}
            value={eventType}
            allowDeselect={false}
            onChange={(event) => set({ event: event ?? '' })}
          />
        )}
      </div>
      <StaleNotice of={inbox} />
      <ProblemAlert
        error={inbox.data === undefined ? inbox.error : null}
        title="The inbox could not be read"
        onRetry={() => void inbox.refetch()}
      />
      <ol className={classes['steps']}>
        <InboxStep appId={id} eventType={eventType} state={first} arrivals={arrivals} />
        <OwnStep
          appId={id}
          webhook={webhook}
          state={second}
          onAnswered={() => {
            keepOwnAnswer(webhook.id);
            setAnsweredId(webhook.id);
          }}
        />
        <RealStep state={third} />
      </ol>
    </>
  );
}
