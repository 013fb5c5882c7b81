import { Tooltip } from '@mantine/core';
import { formatInstant, formatRelative, ownZone } from './format-instant.ts';
import classes from './instant.module.css';
import { useNow } from './use-now.ts';

/**
 * An instant with its zone: the reader's, or the one given (a tenant's). The tooltip, which the keyboard reaches, too, has the
 * rest: the other form, and UTC.
 */
export function Instant({
  at,
  show = 'absolute',
  zone = ownZone,
  withSeconds = false,
}: {
  readonly at: string | Date;
  readonly show?: 'absolute' | 'relative';
  readonly zone?: string;
  readonly withSeconds?: boolean;
}) {
  const now = useNow();
  const instant = new Date(at);
  const [absolute, ago] = [formatInstant(instant, zone, withSeconds), formatRelative(instant, now)];
  const utc = `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return (
    <Tooltip label={`${show === 'absolute' ? ago : absolute} · ${utc}`}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what the tooltip says is for the keyboard, too */}
      <time dateTime={instant.toISOString()} tabIndex={0} className={classes['instant']}>
        {show === 'absolute' ? absolute : ago}
      </time>
    </Tooltip>
  );
}
