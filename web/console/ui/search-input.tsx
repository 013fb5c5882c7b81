import { Kbd, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTyped } from './use-typed.ts';

/** The search of a page, which `/` leads to. Tells what was typed after a short pause. */
export function SearchInput({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [typed, type] = useTyped(value, onChange);
  return (
    <TextInput
      type="search"
      label={label}
      value={typed}
      maxLength={200}
      leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
      rightSection={
        <Kbd size="xs" data-key-hint="">
          /
        </Kbd>
      }
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
