import { Button } from '@mantine/core';
import type { OpenDialog } from './dialogs.ts';
import { SettingRow } from './setting-row.tsx';
import classes from './value.module.css';

/** What happened before the webhook was there. */
export function BackfillRow({ name, open }: { readonly name: string; readonly open: OpenDialog }) {
  return (
    <SettingRow
      name="Backfill"
      actions={
        <Button size="xs" variant="default" aria-label={`Backfill ${name}`} onClick={() => open('backfill')}>
          Backfill
        </Button>
      }
    >
      Events of up to 30 days that this webhook was never given
      <p className={classes['more']}>
        Of tenants that are connected now, since they connected. What has a delivery already is left alone.
      </p>
    </SettingRow>
  );
}
