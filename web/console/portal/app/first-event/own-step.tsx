import { Stack } from '@mantine/core';
import type { WebhookView } from '../../../../../src/apps/schema.ts';
import { OwnServerForm } from './own-server-form.tsx';
import type { StepState } from './plan-first-event.ts';
import { ReceiverHelp } from './receiver-help.tsx';
import { StepCard } from './step-card.tsx';

/** The same test, sent to the developer's own server. */
export function OwnStep({
  appId,
  webhook,
  state,
  onAnswered,
}: {
  readonly appId: string;
  readonly webhook: WebhookView;
  readonly state: StepState;
  /** With 2xx. */
  readonly onAnswered: () => void;
}) {
  return (
    <StepCard
      number={2}
      state={state}
      title="Switch to your own server"
      description="Send the same test to your delivery URL, and see what your server answers."
    >
      <Stack gap="md">
        {/* Another webhook has another key. */}
        <ReceiverHelp key={webhook.id} appId={appId} eventType={webhook.eventType} />
        <OwnServerForm
          key={`form of ${webhook.id}`}
          appId={appId}
          webhook={webhook}
          isNext={state === 'next'}
          onAnswered={onAnswered}
        />
      </Stack>
    </StepCard>
  );
}
