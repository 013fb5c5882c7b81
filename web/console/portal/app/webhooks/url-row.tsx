import { Button } from '@mantine/core';
import { CopyButton } from '../../../ui/copy-button.tsx';
import type { OpenDialog } from './dialogs.ts';
import { SettingRow } from './setting-row.tsx';
import classes from './value.module.css';
import type { Webhook } from './webhooks-query.ts';

/** Where the events of a webhook go. */
export function UrlRow({
  webhook: { deliveryUrl },
  name,
  open,
}: {
  readonly webhook: Webhook;
  readonly name: string;
  readonly open: OpenDialog;
}) {
  return (
    <SettingRow
      name="Delivery URL"
      actions={
        <Button
          size="xs"
          variant="default"
          aria-label={`Change the delivery URL of ${name}`}
          onClick={() => open('url')}
        >
          Change
        </Button>
      }
    >
      <span className={classes['line']}>
        <code>{deliveryUrl}</code>
        <CopyButton value={deliveryUrl} what={`delivery URL of ${name}`} />
      </span>
    </SettingRow>
  );
}
