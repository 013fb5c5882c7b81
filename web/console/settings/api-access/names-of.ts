import type { AppDetail } from '../../../../src/connections/schema.ts';
import { eventName } from '../../deliveries/delivery-words.ts';

/** How people call the scopes and events of an app; those that it asks for no longer, too. */
export function namesOf({ words }: Pick<AppDetail, 'words'>): (code: string) => string {
  const names = new Map([
    ...words.scopes.map(({ scope, title }) => [scope, title] as const),
    ...words.events.map(({ eventType, title }) => [eventType, title] as const),
  ]);
  return (code) => names.get(code) ?? eventName(code);
}
