import { VisuallyHidden } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import type { VersionDiff as Diff } from '../../../../src/apps/version-diff.ts';
import { useNames } from '../app-form/portal-catalogue.ts';
import classes from './version-diff.module.css';

/** What a version added and removed: green with a plus, struck through with a minus. */
export function VersionDiff({ diff }: { readonly diff: Diff }) {
  const { eventName, scopeName } = useNames();
  const line = (code: string, name: string, kind: 'added' | 'removed') => ({ code, name, kind });
  const lines = [
    ...diff.addedScopes.map((scope) => line(scope, scopeName(scope), 'added')),
    ...diff.addedEventTypes.map((type) => line(type, eventName(type), 'added')),
    ...diff.removedScopes.map((scope) => line(scope, scopeName(scope), 'removed')),
    ...diff.removedEventTypes.map((type) => line(type, eventName(type), 'removed')),
  ];
  return (
    <ul className={classes['diff']}>
      {lines.map(({ code, name, kind }) => {
        const [Icon, Name] = kind === 'added' ? [IconPlus, 'ins' as const] : [IconMinus, 'del' as const];
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

/** What `after` asks for that `before` did not, and the other way round. */
export function diffOf(
  before: { readonly scopes: readonly string[]; readonly eventTypes: readonly string[] },
  after: { readonly scopes: readonly string[]; readonly eventTypes: readonly string[] },
): Diff {
  const without = (all: readonly string[], taken: readonly string[]): string[] =>
    all.filter((one) => !taken.includes(one));
  return {
    addedScopes: without(after.scopes, before.scopes),
    removedScopes: without(before.scopes, after.scopes),
    addedEventTypes: without(after.eventTypes, before.eventTypes),
    removedEventTypes: without(before.eventTypes, after.eventTypes),
  };
}

export const isEmptyDiff = (diff: Diff): boolean =>
  Object.values(diff).every((codes: readonly string[]) => codes.length === 0);
