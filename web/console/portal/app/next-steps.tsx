import { Button, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useMe } from '../../api/me.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { useApp } from './app-query.ts';
import { appHref } from './app-tabs.ts';
import { useConnections } from './connections-query.ts';
import classes from './next-steps.module.css';
import { readOwnAnswer } from './first-event/own-answer.ts';
import { nextOf, planSteps } from './plan-steps.ts';
import { useWebhooks } from './webhooks/webhooks-query.ts';

/** The way to the first event: what is done, and the one thing to do next. */
export function NextSteps() {
  const app = useApp().data;
  const { organisations } = useMe();
  const { rows, query } = useConnections(app.id);
  const owner = organisations.find(({ id }) => id === app.organisationId);
  const webhooks = useWebhooks().data?.data.data;
  const hasOwnAnswer = app.webhooks.some(({ id }) => readOwnAnswer(id));
  // Until it is known what the tenants made of the app, nothing of it is said to be still to do.
  if (rows === undefined)
    return (
      <Card title="Next steps">
        {query.error === null ? (
          <Skeleton height={320} radius="md" />
        ) : (
          <Text size="sm" c="dimmed">
            They depend on the tenants, which could not be read.
          </Text>
        )}
      </Card>
    );
  const steps = planSteps(app, rows, (owner?.tenantId ?? null) !== null, hasOwnAnswer, webhooks);
  const next = nextOf(steps);
  return (
    <Card title="Next steps">
      <ol className={classes['steps']}>
        {steps.map((step) => (
          <li key={step.title} data-done={step.isDone || undefined}>
            {step.isDone ? (
              <IconCircleCheckFilled size={20} className={classes['done']} aria-hidden />
            ) : (
              <IconCircle size={20} stroke={1.6} className={classes['open']} aria-hidden />
            )}
            <div>
              <Text size="sm" fw={600}>
                {step.title}
                <VisuallyHidden>{step.isDone ? ' (done)' : ' (to do)'}</VisuallyHidden>
              </Text>
              <Text size="sm" c="dimmed">
                {step.text}
              </Text>
              {step.action === undefined ? null : (
                <Button
                  component={RouteLink}
                  href={appHref(app.id, step.action.path)}
                  size="compact-sm"
                  mt={6}
                  variant={step === next ? 'filled' : 'default'}
                >
                  {step.action.label}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
