import type { VersionDiff } from '../../../src/apps/version-diff.ts';

interface Asked {
  readonly scopes: readonly string[];
  readonly eventTypes: readonly string[];
}

/** What `after` asks for that `before` did not, and the other way round. */
export function diffOf(before: Asked, after: Asked): VersionDiff {
  const without = (all: readonly string[], taken: readonly string[]): string[] =>
    all.filter((one) => !taken.includes(one));
  return {
    addedScopes: without(after.scopes, before.scopes),
    removedScopes: without(before.scopes, after.scopes),
    addedEventTypes: without(after.eventTypes, before.eventTypes),
    removedEventTypes: without(before.eventTypes, after.eventTypes),
  };
}

export const isEmptyDiff = (diff: VersionDiff): boolean =>
  Object.values(diff).every((codes: readonly string[]) => codes.length === 0);
