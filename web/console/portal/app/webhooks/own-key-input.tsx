import { PasswordInput } from '@mantine/core';

/** A key that somebody types, with what the server wants of it. */
export function OwnKeyInput({
  length,
  inputProps,
}: {
  readonly length: number;
  readonly inputProps: object;
}) {
  return (
    <PasswordInput
      label="HMAC key"
      description={`32–64 printable ASCII characters, no space at either end. ${length === 0 ? '' : `${length} typed.`}`}
      maxLength={64}
      autoComplete="off"
      spellCheck={false}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
      {...inputProps}
    />
  );
}
