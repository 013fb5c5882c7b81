import { useSyncExternalStore } from 'react';
import { createRegistry } from './registry.ts';

export interface Shortcut {
  /** A key as the browser names it, or two in a row: `/`, `j`, `g p`. */
  readonly keys: string;
  readonly label: string;
  /** May decline by answering false: then the browser has the key. */
  readonly run: () => boolean | void;
}

const registry = createRegistry<Shortcut>();

/** Shortcuts that work while the calling component is there. */
export const useShortcuts = registry.useItems;
export const useAllShortcuts = registry.useAll;

/** The one to run for what was typed; whoever came last wins, and may decline. */
export function findShortcuts(typed: string): Shortcut[] {
  return registry
    .all()
    .filter(({ keys }) => keys === typed)
    .toReversed();
}

export function beginsShortcut(typed: string): boolean {
  return registry.all().some(({ keys }) => keys.startsWith(`${typed} `));
}

const STORED = 'fieldhook.shortcuts';
const listeners = new Set<() => void>();

/** Single keys may be in the way of those who speak to their machine, so they can be switched off (WCAG 2.1.4). */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

export function switchShortcuts(on: boolean): void {
  try {
    if (on) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, 'off');
  } catch {
    // No room, or forbidden: then they stay as they are.
  }
  for (const listener of listeners) listener();
}

export function useShortcutsOn(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, areShortcutsOn);
}
