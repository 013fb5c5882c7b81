import { useMutation } from '@tanstack/react-query';
import type { SkippedOffer } from '../../../../../src/replays/schema.ts';
import type { Static } from 'typebox';
import { toast } from '../../../ui/toast.ts';
import { useWebhookChange } from './use-webhook-change.ts';
import type { Webhook } from './webhooks-query.ts';

type Enabled = Webhook & { readonly skipped?: Static<typeof SkippedOffer> };

/** Enables a webhook, which starts its clock afresh, and then offers what it was not sent meanwhile. */
export function useEnable({ eventType }: Webhook, name: string, onSkipped: () => void) {
  const change = useWebhookChange(eventType);
  return useMutation({
    mutationFn: () => change<Enabled>('patch', '', { enabled: true }),
    onSuccess: ({ skipped }) => {
      toast.good(`${name} is enabled.`);
      if (skipped !== undefined && skipped.count > 0) onSkipped();
    },
    onError: (err) => toast.bad(`${name} was not enabled`, err),
  });
}
