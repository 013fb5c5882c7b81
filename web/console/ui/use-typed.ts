import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';

/** Text that is being typed into a filter: shown at once, told after a short pause, and replaced when the filter is set otherwise. */
export function useTyped(
  value: string,
  onChange: (value: string) => void,
  pauseMs = 300,
): readonly [typed: string, type: (text: string) => void] {
  const [typed, setTyped] = useState(value);
  const tell = useDebouncedCallback(onChange, pauseMs);
  useEffect(() => setTyped(value), [value]);
  const type = (text: string): void => {
    setTyped(text);
    tell(text);
  };
  return [typed, type];
}
