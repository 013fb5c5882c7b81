import { useSearch } from '@tanstack/react-router';
import type { Search } from '../shell/search-text.ts';

/** Where somebody came from, if it is a place of ours: never an address of another site. */
export function useBack(): string | undefined {
  const { back } = useSearch({ strict: false }) as Search;
  return back !== undefined && /^\/(?![/\\])/.test(back) && !back.startsWith('/sign-in') ? back : undefined;
}

/** The address of another step that keeps it. */
export function withBack(href: string, back: string | undefined): string {
  return back === undefined ? href : `${href}?${new URLSearchParams({ back }).toString()}`;
}
