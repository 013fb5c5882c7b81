import type { TablerIcon } from '@tabler/icons-react';

/** A line of the navigation on the left. */
export interface NavigationLink {
  readonly label: string;
  /** May name parameters of the path: `/settings/tenants/$tenantId/sessions`. */
  readonly href: string;
  readonly icon: TablerIcon;
  /** Shown as where one is only at exactly this address, not below it. */
  readonly exact?: boolean;
}

export interface NavigationSection {
  readonly title?: string;
  readonly links: readonly NavigationLink[];
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What the navigation shows at this route and below it; the innermost route that says so counts. */
    readonly navigation?: readonly NavigationSection[];
  }
}

/** Fills `$name` of an address. */
export function fillHref(href: string, params: Readonly<Record<string, string>>): string {
  return href.replaceAll(/\$([A-Za-z]+)/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''));
}
