import { Button, Group, PasswordInput } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { CopyButton } from '../../ui/copy-button.tsx';
import classes from './app-form.module.css';
import { generateHmacKey } from './generate.ts';

/** A key to sign with: typed, generated here, or left blank. */
export function HmacKeyField({
  value,
  onGenerate,
  inputProps,
  of,
}: {
  readonly value: string;
  readonly onGenerate: (key: string) => void;
  /** Of `form.getInputProps`. */
  readonly inputProps: object;
  /** Which event it is for. */
  readonly of: string;
}) {
  return (
    <Group gap="xs" wrap="nowrap" className={classes['withButton']}>
      <PasswordInput
        label="HMAC key"
        description="32–64 characters. Left blank, one is generated and shown once the app is made."
        maxLength={64}
        autoComplete="off"
        spellCheck={false}
        classNames={{ innerInput: classes['mono'] ?? '' }}
        visibilityToggleButtonProps={{ 'aria-label': `Show the HMAC key of ${of}` }}
        {...inputProps}
      />
      <Group gap={4} wrap="nowrap">
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          aria-label={`Generate an HMAC key for ${of}`}
          onClick={() => onGenerate(generateHmacKey())}
        >
          Generate
        </Button>
        {value === '' ? null : <CopyButton value={value} what={`HMAC key of ${of}`} />}
      </Group>
    </Group>
  );
}
