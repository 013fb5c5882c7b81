import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconWebhook } from '@tabler/icons-react';
import { RouteLink } from '../../../shell/route-link.tsx';
import { Card } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StaleNotice } from '../../../ui/stale-notice.tsx';
import { useNames } from '../../app-form/portal-catalogue.ts';
import { useAppId } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import { WebhookCard } from './webhook-card.tsx';
import { useWebhooks } from './webhooks-query.ts';

/** Where the events of an app go, what signs them, and how that goes. */
export function WebhooksPage() {
  const appId = useAppId();
  const webhooks = useWebhooks();
  const { eventName } = useNames();
  const rows = webhooks.data?.data.data;
  if (rows === undefined) {
    return webhooks.error === null ? (
      <Stack gap="md" aria-busy>
        <Skeleton height={260} radius="lg" />
        <Skeleton height={260} radius="lg" />
      </Stack>
    ) : (
      <ProblemAlert error={webhooks.error} onRetry={() => void webhooks.refetch()} />
    );
  }
  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={IconWebhook}
          title="The app has no webhook yet"
          action={
            <Button component={RouteLink} href={appHref(appId, '/scopes')}>
              Choose events
            </Button>
          }
        >
          Choose the events that it is to receive, and where each is delivered.
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <StaleNotice of={webhooks} />
      <Text size="sm" c="dimmed" mb="md" maw={680}>
        Each event is POSTed to its delivery URL, signed with its HMAC key. Changes here count from the next
        attempt on and make no new version.
      </Text>
      {rows.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} name={eventName(webhook.eventType)} />
      ))}
    </>
  );
}
