import { scopeCatalogue } from '../apps/scope-catalogue.ts';
import type { Requested } from '../apps/version-diff.ts';
import { eventCatalogue } from '../events/catalogue.ts';
import type { AppDetail } from './schema.ts';

/** What is asked for as people call it: scopes first, then events. */
export function titlesOf({ scopes, eventTypes }: Requested): string[] {
  return [...describeScopes(scopes), ...describeEvents(eventTypes)].map(({ title }) => title);
}

/** All that these versions name, in words; `urls` are those to which events are sent, of which the host is shown. */
export function wordsOf(
  versions: readonly Requested[],
  urls: ReadonlyMap<string, string>,
): AppDetail['words'] {
  const all = (kind: keyof Requested): string[] => [...new Set(versions.flatMap((version) => version[kind]))];
  return {
    scopes: describeScopes(all('scopes')),
    events: describeEvents(all('eventTypes')).map((event) => ({
      ...event,
      host: URL.parse(urls.get(event.eventType) ?? '')?.host ?? null,
    })),
  };
}

function describeScopes(scopes: readonly string[]) {
  return scopes.map((scope) => {
    const entry = scopeCatalogue.find((candidate) => candidate.scope === scope);
    return {
      scope,
      product: entry?.product ?? '',
      part: entry?.part ?? '',
      title: entry?.title ?? scope,
      description: entry?.description ?? '',
    };
  });
}

function describeEvents(eventTypes: readonly string[]) {
  return eventTypes.map((eventType) => {
    const entry = eventCatalogue.find((candidate) => candidate.type === eventType);
    return { eventType, title: entry?.title ?? eventType, description: entry?.description ?? '' };
  });
}
