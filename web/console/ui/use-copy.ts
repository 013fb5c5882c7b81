import { useEffect, useState } from 'react';
import { toast } from './toast.ts';

const SHOWN_MS = 2_500;

export function useCopy(): {
  readonly state: 'idle' | 'copied' | 'failed';
  /** Whether it worked. */
  readonly copy: (text: string) => Promise<boolean>;
} {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (text: string): Promise<boolean> => {
    const isCopied = await copyText(text);
    setState(isCopied ? 'copied' : 'failed');
    return isCopied;
  };
  return { state, copy };
}

/** Copies where no button is there to say what came of it: a command or a shortcut. `what`: "app key". */
export async function copyAndTell(text: string, what: string): Promise<void> {
  if (await copyText(text)) toast.good(`The ${what} is copied.`);
  else toast.warn(`The ${what} is not copied`, 'The browser does not allow it. Select it and copy by hand.');
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
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
