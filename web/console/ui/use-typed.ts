import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef, useState } from 'react';

const fields = new Set<() => void>();

/** Drops what was typed and not told yet, everywhere on the page: the filters are reset. */
export function forgetTyped(): void {
  for (const forget of fields) forget();
}

/** Text that is being typed into a filter: shown at once, told after a short pause, and replaced when the filter is set otherwise. */
export function useTyped(
  value: string,
  onChange: (value: string) => void,
  pauseMs = 300,
): readonly [typed: string, type: (text: string) => void] {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const tell = useDebouncedCallback((text: string) => {
    told.current = text;
    onChange(text);
  }, pauseMs);
  const replace = useEffectEvent(() => {
    tell.cancel();
    told.current = value;
    setTyped(value);
  });
  useEffect(() => {
    // What comes back as it was told is no news, and more may have been typed meanwhile.
    if (value !== told.current) replace();
  }, [value]);
  useEffect(() => {
    const forget = (): void => replace();
    fields.add(forget);
    return () => {
      fields.delete(forget);
    };
  }, []);
  const type = (text: string): void => {
    setTyped(text);
    tell(text);
  };
  return [typed, type];
}
