import { useEffect } from 'react';
import { areShortcutsOn, beginsShortcut, findShortcuts } from './shortcuts.ts';

const NEXT_KEY_MS = 1_200;

/** Listens for shortcuts, except where somebody types or a dialog is open. */
export function ShortcutListener() {
  useEffect(() => {
    let begun: { readonly key: string; readonly at: number } | undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!areShortcutsOn() || isTyping(event.target) || isDialogOpen()) return;
      const isNext = begun !== undefined && event.timeStamp - begun.at < NEXT_KEY_MS;
      const typed = isNext ? `${begun?.key} ${event.key}` : event.key;
      begun = undefined;
      const ran = findShortcuts(typed).some((shortcut) => shortcut.run() !== false);
      if (ran) event.preventDefault();
      else if (beginsShortcut(event.key)) begun = { key: event.key, at: event.timeStamp };
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches(
        'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [role=combobox]',
      ))
  );
}

function isDialogOpen(): boolean {
  return document.querySelector('[role=dialog][aria-modal=true], [role=menu]') !== null;
}
