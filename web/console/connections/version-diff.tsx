import { VisuallyHidden } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import type { VersionDiff as Diff } from '../../../src/apps/version-diff.ts';
import classes from './version-diff.module.css';

/** What a version added and removed: green with a plus, struck through with a minus. */
export function VersionDiff({
  diff,
  nameOf,
}: {
  readonly diff: Diff;
  /** How people call a scope or an event type. */
  readonly nameOf: (code: string) => string;
}) {
  const lines = [
    ...[...diff.addedScopes, ...diff.addedEventTypes].map((code) => ({ code, kind: 'added' as const })),
    ...[...diff.removedScopes, ...diff.removedEventTypes].map((code) => ({ code, kind: 'removed' as const })),
  ];
  return (
    <ul className={classes['diff']}>
      {lines.map(({ code, kind }) => {
        const [Icon, Name] = kind === 'added' ? [IconPlus, 'ins' as const] : [IconMinus, 'del' as const];
        const name = nameOf(code);
        return (
          <li key={code} data-kind={kind}>
            <Icon size={14} stroke={2.4} aria-hidden />
            <VisuallyHidden>{kind === 'added' ? 'Added:' : 'Removed:'}</VisuallyHidden>
            <span>
              <Name>{name}</Name> {name === code ? null : <code>{code}</code>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
