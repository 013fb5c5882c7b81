import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { portalCatalogueQuery } from '../../app-form/portal-catalogue.ts';
import type { OpenDialog } from './dialogs.ts';
import { describeSchedule } from './retry-words.ts';
import { SettingRow } from './setting-row.tsx';
import classes from './value.module.css';
import type { Webhook } from './webhooks-query.ts';

/** How POSTs are made: what they call themselves, when they are tried again, how many at most. */
export function SendingRow({
  webhook: { contentType, retrySchedule, rateLimitPerSecond },
  name,
  open,
}: {
  readonly webhook: Webhook;
  readonly name: string;
  readonly open: OpenDialog;
}) {
  const { data } = useQuery(portalCatalogueQuery);
  const seconds = data?.retrySchedules[retrySchedule as 'standard' | 'extended'];
  return (
    <SettingRow
      name="Sending"
      actions={
        <Button
          size="xs"
          variant="default"
          aria-label={`Change how ${name} is sent`}
          onClick={() => open('sending')}
        >
          Change
        </Button>
      }
    >
      <ul className={classes['list']}>
        <li>
          Content type <code>{contentType}</code>
        </li>
        <li>
          {retrySchedule === 'standard' ? 'Standard' : 'Extended'} retries
          {seconds === undefined ? null : (
            <span className={classes['more']}> – {describeSchedule(seconds)}</span>
          )}
        </li>
        <li>
          {rateLimitPerSecond === null
            ? 'No rate limit'
            : rateLimitPerSecond === 1
              ? 'At most 1 POST a second'
              : `At most ${rateLimitPerSecond} POSTs a second`}
        </li>
      </ul>
    </SettingRow>
  );
}
