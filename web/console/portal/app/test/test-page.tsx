import { Button, Skeleton, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { RouteLink } from '../../../shell/route-link.tsx';
import { Card } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useUrlState } from '../../../ui/use-url-state.ts';
import { useApp } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import { useSentTests } from './sent-tests.ts';
import { SentTestsList } from './sent-tests-list.tsx';
import { TestForm } from './test-form.tsx';
import classes from './test-page.module.css';
import { TestResult } from './test-result.tsx';
import { usePayload } from './payload-query.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';

/** Sends one POST to a webhook or to the inbox, and shows whatever comes back. `?type=…&delivery=…&to=…` chooses what is sent and where to, `&test=…` which one of this visit is shown. */
export function TestPage() {
  const { id, webhooks } = useApp().data;
  const { values, set } = useUrlState({ type: '', delivery: '', to: 'webhook', test: '' });
  const webhook = webhooks.find(({ eventType }) => eventType === values.type) ?? webhooks[0];
  const { payload, withheld, error, refetch } = usePayload(webhook?.eventType ?? '', values.delivery);
  const { tests, add } = useSentTests(id);
  const shown = tests.find((test) => test.id === values.test) ?? tests[0];
  if (webhook === undefined) {
    return (
      <Card>
        <EmptyState
          icon={IconFlask}
          title="There is nothing to test yet"
          action={
            <Button component={RouteLink} href={appHref(id, '/scopes')}>
              Choose events
            </Button>
          }
        >
          Choose the events that the app is to receive; then send one as a test.
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className={classes['columns']}>
      <div>
        <TestForm
          // Another event or payload is edited by itself.
          key={`${webhook.eventType} ${values.delivery} ${payload === undefined}`}
          webhook={webhook}
          webhooks={webhooks}
          deliveryId={values.delivery}
          to={values.to === 'inbox' ? 'inbox' : 'webhook'}
          payload={payload}
          onChoose={set}
          onSent={(test) => {
            add(test);
            set({ test: test.id });
          }}
        >
          <ProblemAlert title="The payload could not be read" error={error} onRetry={() => void refetch()} />
          {withheld === null ? (
            payload === undefined && error === null ? (
              <Skeleton height={380} radius="md" />
            ) : null
          ) : (
            <Text size="sm" c="var(--warn)">
              {withheld === 'erased'
                ? 'The tenant has erased what this event told. Choose another payload.'
                : 'The tenant does not consent now, so its data is not shown and not sent. Choose another payload.'}
            </Text>
          )}
        </TestForm>
      </div>
      <div>
        {shown === undefined ? (
          <Card>
            <EmptyState
              icon={IconFlask}
              title={values.test === '' ? 'Nothing was sent yet' : 'That test was sent on another visit'}
            >
              What comes back is shown here whole: status, headers, body, where the time went, and whether
              your server would find the signature right.
            </EmptyState>
          </Card>
        ) : (
          <TestResult key={shown.id} test={shown} />
        )}
        <SentTestsList tests={tests} shownId={shown?.id} onShow={(test) => set({ test })} />
      </div>
    </div>
  );
}
