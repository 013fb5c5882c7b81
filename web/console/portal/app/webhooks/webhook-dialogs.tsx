import { Modal } from '@mantine/core';
import { useId } from 'react';
import { BackfillForm } from './backfill-form.tsx';
import type { WebhookDialog } from './dialogs.ts';
import { HeadersForm } from './headers-form.tsx';
import { ReplaySkipped } from './replay-skipped.tsx';
import { RotateForm } from './rotate-form.tsx';
import { SendingForm } from './sending-form.tsx';
import { UrlForm } from './url-form.tsx';
import { useWhileOpen } from '../../../ui/use-while-open.ts';
import { WebhookQuestion } from './webhook-question.tsx';
import type { Webhook } from './webhooks-query.ts';

/** What every form in a dialog of a webhook is given. */
export interface WebhookFormProps {
  readonly webhook: Webhook;
  readonly name: string;
  readonly onClose: () => void;
}

const forms = {
  url: { title: 'Delivery URL', Form: UrlForm, size: 'lg' },
  'rotate-key': { title: 'Rotate the HMAC key', Form: RotateForm, size: 'lg' },
  headers: { title: 'Custom headers', Form: HeadersForm, size: 'xl' },
  sending: { title: 'Sending', Form: SendingForm, size: 'lg' },
  backfill: { title: 'Backfill', Form: BackfillForm, size: 'md' },
  'replay-skipped': { title: 'Replay what was skipped', Form: ReplaySkipped, size: 'md' },
} as const;

/** The dialog that is open at a webhook, if any is. */
export function WebhookDialogs({
  dialog,
  ...props
}: WebhookFormProps & { readonly dialog: WebhookDialog | undefined }) {
  const id = useId();
  const asked = useWhileOpen(dialog !== undefined, dialog) ?? 'url';
  const isForm = asked in forms;
  const { title, Form, size } = forms[isForm ? (asked as keyof typeof forms) : 'url'];
  return (
    <>
      <Modal
        id={id}
        opened={dialog !== undefined && isForm}
        onClose={props.onClose}
        title={`${title}: ${props.name}`}
        size={size}
      >
        <Form {...props} />
      </Modal>
      <WebhookQuestion {...props} dialog={asked} opened={dialog !== undefined && !isForm} />
    </>
  );
}
