import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
  type TablerIcon,
} from '@tabler/icons-react';
import classes from './state-badge.module.css';
import type { StateKind } from './state-kind.ts';

export type { StateKind } from './state-kind.ts';

const icons: Readonly<Record<StateKind, TablerIcon>> = {
  good: IconCircleCheck,
  busy: IconClock,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  quiet: IconCircleDashed,
};

/** A state as an icon and a word; its colour only repeats what they say. */
export function StateBadge({
  kind,
  children,
  icon,
}: {
  readonly kind: StateKind;
  readonly children: string;
  readonly icon?: TablerIcon;
}) {
  const Icon = icon ?? icons[kind];
  return (
    <span className={classes['badge']} data-kind={kind}>
      <Icon size={14} stroke={2} aria-hidden />
      {children}
    </span>
  );
}
