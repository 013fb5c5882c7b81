/** What one can open at a webhook. */
export type WebhookDialog =
  | 'url'
  | 'rotate-key'
  | 'end-key-overlap'
  | 'rotate-key-pair'
  | 'end-key-pair-overlap'
  | 'switch-off-key-pair'
  | 'headers'
  | 'sending'
  | 'backfill'
  | 'replay-skipped'
  | 'pause';

export type OpenDialog = (dialog: WebhookDialog) => void;
