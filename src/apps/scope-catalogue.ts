import { eventCatalogue } from '../events/catalogue.ts';
import type { EventType } from '../events/event-types.ts';

/** A permission that an app asks for and a tenant consents to, as the dialogs show it. */
export interface Scope {
  readonly scope: string;
  /** The dialog groups by product, and within it by part. */
  readonly product: string;
  readonly part: string;
  readonly title: string;
  readonly description: string;
}

export const SCHEDULERS_READ = 'tn.sp.schedulers:r';

export const scopeCatalogue: readonly Scope[] = [
  {
    scope: SCHEDULERS_READ,
    product: 'Scheduling Pro',
    part: 'Schedulers',
    title: 'Read schedulers',
    description:
      'Read schedulers and routers, their sessions with what visitors told, and their performance.',
  },
];

/** The scope without which an app may not receive events of this type: they carry what the scope lets it read. */
export function scopeNeededBy(_eventType: EventType): string {
  return SCHEDULERS_READ;
}

/** Every scope grouped by product, and every event type with the scope it needs. */
export function portalCatalogue() {
  const products = Map.groupBy(scopeCatalogue, ({ product }) => product);
  return {
    products: [...products].map(([product, scopes]) => ({
      product,
      scopes: scopes.map(({ scope, part, title, description }) => ({ scope, part, title, description })),
    })),
    eventTypes: eventCatalogue.map(({ type, title, description }) => ({
      eventType: type,
      title,
      description,
      neededScope: scopeNeededBy(type),
    })),
  };
}
