import { useEffect, useRef, useSyncExternalStore } from 'react';

/** What the components on the page bring with them while they are there: shortcuts, commands. */
export interface Registry<Item> {
  readonly all: () => readonly Item[];
  readonly useAll: () => readonly Item[];
  /** Brings items in for as long as the component is there; always the latest ones, and told anew when their words change. */
  readonly useItems: (items: readonly Item[]) => void;
}

export function createRegistry<Item>(): Registry<Item> {
  const brought = new Map<object, { readonly current: readonly Item[] }>();
  const listeners = new Set<() => void>();
  let snapshot: readonly Item[] = [];
  const refresh = (): void => {
    snapshot = [...brought.values()].flatMap(({ current }) => current);
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    all: () => [...brought.values()].flatMap(({ current }) => current),
    useAll: () => useSyncExternalStore(subscribe, () => snapshot),
    useItems: (items) => {
      const latest = useRef(items);
      // Functions, which are new in every render, are not among the words.
      const words = JSON.stringify(items);
      useEffect(() => {
        latest.current = items;
      });
      useEffect(() => {
        brought.set(latest, latest);
        refresh();
        return () => {
          brought.delete(latest);
          refresh();
        };
      }, [words]);
    },
  };
}
