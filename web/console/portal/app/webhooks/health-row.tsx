import { formatCount } from '../../../ui/format-number.ts';
import { Anchor, Button } from '@mantine/core';
import { Instant } from '../../../ui/instant.tsx';
import { withQuery } from '../../../api/path.ts';
import { attemptErrorName } from '../../../deliveries/attempt-error-names.ts';
import { RouteLink } from '../../../shell/route-link.tsx';
import { useAppId } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import type { OpenDialog } from './dialogs.ts';
import { SettingRow } from './setting-row.tsx';
import classes from './value.module.css';
import { explainCircuit } from './webhook-status.ts';
import type { Webhook } from './webhooks-query.ts';

/** As the server counts no further. */
const MOST_COUNTED = 1_000;

const circuitWords = { closed: 'closed', open: 'open', half_open: 'half open' } as const;

/** How deliveries to a webhook do: its circuit, its last success and failure, what waits and what was skipped. */
export function HealthRow({
  webhook: { eventType, enabled, health },
  name,
  open,
}: {
  readonly webhook: Webhook;
  readonly name: string;
  readonly open: OpenDialog;
}) {
  const { circuit, lastSuccessAt, lastFailureAt, lastError, waiting, skippedWhileDisabled } = health;
  const skipped = skippedWhileDisabled.count;
  const appId = useAppId();
  const listOf = (state: string, text: string) => (
    <Anchor
      component={RouteLink}
      href={withQuery(appHref(appId, '/deliveries'), { state, type: eventType, range: '30d' })}
      size="sm"
      underline="always"
    >
      {text}
    </Anchor>
  );
  return (
    <SettingRow
      name="Health"
      actions={
        skipped > 0 && enabled ? (
          <Button
            size="xs"
            variant="default"
            aria-label={`Replay skipped deliveries of ${name}`}
            onClick={() => open('replay-skipped')}
          >
            Replay skipped
          </Button>
        ) : undefined
      }
    >
      Circuit {circuitWords[circuit]}. {enabled && circuit === 'closed' ? explainCircuit(circuit) : null}
      <p className={classes['more']}>
        {lastSuccessAt === null ? (
          'No success yet'
        ) : (
          <>
            Last success <Instant at={lastSuccessAt} show="relative" />
          </>
        )}
        {' · '}
        {lastFailureAt === null ? (
          'no failure'
        ) : (
          <>
            last failure <Instant at={lastFailureAt} show="relative" />
            {lastError === null ? null : ` (${attemptErrorName(lastError.code)})`}
          </>
        )}
        {' · '}
        {waiting === 0 ? 'nothing waits' : listOf('pending', `${atMost(waiting)} waiting`)}
        {skipped === 0 ? null : (
          <> · {listOf('skipped', `${atMost(skipped)} skipped while it was disabled`)}</>
        )}
      </p>
    </SettingRow>
  );
}

const atMost = (count: number): string =>
  count >= MOST_COUNTED ? `${formatCount(MOST_COUNTED)} or more` : formatCount(count);
