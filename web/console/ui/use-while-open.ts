import { useState } from 'react';

/** What a dialog is about: while it closes, still what it was when it was open, so that its words do not change under one's eyes. */
export function useWhileOpen<Value>(opened: boolean, value: Value): Value {
  const [last, setLast] = useState({ value });
  if (opened && last.value !== value) setLast({ value });
  return opened ? value : last.value;
}
