/** What a tenant consents to. */
export interface Requested {
  readonly scopes: readonly string[];
  readonly eventTypes: readonly string[];
}

export interface VersionDiff {
  readonly addedScopes: string[];
  readonly removedScopes: string[];
  readonly addedEventTypes: string[];
  readonly removedEventTypes: string[];
}

/** What `after` asks for that `before` did not, and the other way round; the first version adds all that it has. */
export function diffVersions(before: Requested | undefined, after: Requested): VersionDiff {
  return {
    addedScopes: without(after.scopes, before?.scopes),
    removedScopes: without(before?.scopes, after.scopes),
    addedEventTypes: without(after.eventTypes, before?.eventTypes),
    removedEventTypes: without(before?.eventTypes, after.eventTypes),
  };
}

/** Whether two sets ask for the same, in whatever order. */
export function isSameVersion(before: Requested, after: Requested): boolean {
  return Object.values(diffVersions(before, after)).every((change: string[]) => change.length === 0);
}

function without(all: readonly string[] = [], taken: readonly string[] = []): string[] {
  return all.filter((one) => !taken.includes(one));
}
