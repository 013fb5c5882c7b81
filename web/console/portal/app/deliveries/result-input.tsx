import { Autocomplete } from '@mantine/core';
import { useTyped } from '../../../ui/use-typed.ts';
import { readResult, resultChoices } from './result-text.ts';

/** Narrows the list to what an attempt was answered with, or went wrong by. */
export function ResultInput({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (result: string) => void;
}) {
  const [typed, type] = useTyped(value, onChange);
  return (
    <Autocomplete
      label="HTTP code or error"
      placeholder="Any HTTP code"
      w={145}
      maxLength={40}
      data={resultChoices}
      value={typed}
      onChange={type}
      error={readResult(value) === undefined ? 'Such as 404, 5xx or timeout' : undefined}
    />
  );
}
