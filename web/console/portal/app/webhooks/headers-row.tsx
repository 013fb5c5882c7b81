import { Button } from '@mantine/core';
import type { OpenDialog } from './dialogs.ts';
import { SettingRow } from './setting-row.tsx';
import classes from './value.module.css';
import type { Webhook } from './webhooks-query.ts';

/** What goes along with every POST beside our own headers. */
export function HeadersRow({
  webhook: { customHeaders },
  name,
  open,
}: {
  readonly webhook: Webhook;
  readonly name: string;
  readonly open: OpenDialog;
}) {
  return (
    <SettingRow
      name="Custom headers"
      actions={
        <Button
          size="xs"
          variant="default"
          aria-label={`Edit the custom headers of ${name}`}
          onClick={() => open('headers')}
        >
          Edit
        </Button>
      }
    >
      {customHeaders === null ? (
        'They can no longer be opened, and nothing is sent until they are set anew: Edit, then Save.'
      ) : customHeaders.length === 0 ? (
        'None'
      ) : (
        <ul className={classes['list']}>
          {customHeaders.map((header) => (
            <li key={header.name}>
              <code>
                {header.name}: {header.value}
              </code>
              {header.sensitive ? ' (sensitive)' : null}
            </li>
          ))}
        </ul>
      )}
    </SettingRow>
  );
}
