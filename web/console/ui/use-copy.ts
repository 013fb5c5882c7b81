import { useEffect, useState } from 'react';

const SHOWN_MS = 2_500;

export function useCopy(): {
  readonly state: 'idle' | 'copied' | 'failed';
  readonly copy: (text: string) => Promise<void>;
} {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      setState(copyBySelection(text) ? 'copied' : 'failed');
    }
  };
  return { state, copy };
}

/** Where the page is not served by https (an office's own network), browsers have no clipboard but this. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('aria-hidden', 'true');
  const place = document.querySelector('[role=dialog]') ?? document.body;
  const before = document.activeElement;
  place.append(field);
  field.select();
  // oxlint-disable-next-line typescript/no-deprecated -- the only way without https
  const copied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
