import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Search } from '../shell/search-text.ts';
import { forgetTyped } from './use-typed.ts';

/** Filters as the address holds them: a page shows the same to whoever follows the link. */
export interface UrlState<Name extends string> {
  readonly values: Readonly<Record<Name, string>>;
  /** Sets some while one types; an empty one leaves the address. Nothing is added to the history. */
  readonly set: (changes: Readonly<Partial<Record<Name, string>>>) => void;
  /** The same as a step of its own, which Back undoes. */
  readonly choose: (changes: Readonly<Partial<Record<Name, string>>>) => void;
  /** As a step of its own, too. */
  readonly reset: () => void;
  /** Whether any differs from what it is by itself. */
  readonly isChanged: boolean;
}

/** `useUrlState({ status: '', search: '' })`: names with what they are when the address does not say. */
export function useUrlState<Name extends string>(defaults: Readonly<Record<Name, string>>): UrlState<Name> {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const names = Object.keys(defaults) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, search[name] ?? defaults[name]])) as Record<
    Name,
    string
  >;
  const change = (changes: Readonly<Partial<Record<Name, string>>>, replace: boolean): void => {
    const given = Object.fromEntries(
      (Object.entries(changes) as [Name, string][]).map(([name, value]) => [
        name,
        value === '' || value === defaults[name] ? undefined : value,
      ]),
    );
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, ...given }),
      replace,
      resetScroll: false,
    });
  };
  return {
    values,
    set: (changes) => change(changes, true),
    choose: (changes) => change(changes, false),
    reset: () => {
      forgetTyped();
      change(defaults, false);
    },
    isChanged: names.some((name) => values[name] !== defaults[name]),
  };
}
