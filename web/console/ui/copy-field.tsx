import { Text } from '@mantine/core';
import { useId } from 'react';
import classes from './copy-field.module.css';
import { CopyButton } from './copy-button.tsx';

/** A value that people take elsewhere: an id, an address. */
export function CopyField({
  label,
  value,
  description,
  onCopied,
}: {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  readonly onCopied?: () => void;
}) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <Text size="sm" fw={550} id={id}>
        {label}
      </Text>
      {description === undefined ? null : (
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      )}
      <div className={classes['box']}>
        <code className={classes['value']}>{value}</code>
        <CopyButton value={value} what={label} {...(onCopied !== undefined && { onCopied })} />
      </div>
    </div>
  );
}
