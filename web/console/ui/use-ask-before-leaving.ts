import { useBlocker } from '@tanstack/react-router';

/** Whether somebody is about to leave a page on which something would be lost, and what they may answer. The browser asks by itself where the whole page is left. */
export function useAskBeforeLeaving(isOn: boolean): {
  readonly isAsked: boolean;
  readonly stay: () => void;
  readonly go: () => void;
} {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: always,
    enableBeforeUnload: isOn,
    disabled: !isOn,
    withResolver: true,
  });
  return { isAsked: status === 'blocked', stay: () => reset?.(), go: () => proceed?.() };
}

const always = (): boolean => true;
