import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useId, useState } from 'react';
import classes from './copy-field.module.css';
import { CopyButton } from './copy-button.tsx';
import { toast } from './toast.ts';

/** A secret that can be looked up again: masked until it is asked for, and then not kept anywhere. */
export function SecretField({
  label,
  hint,
  onReveal,
}: {
  readonly label: string;
  /** What may always be shown of it: its last characters. */
  readonly hint?: string;
  readonly onReveal: () => string | Promise<string>;
}) {
  const id = useId();
  const [secret, setSecret] = useState<string>();
  const [isLoading, setLoading] = useState(false);
  const reveal = async (): Promise<void> => {
    setLoading(true);
    try {
      setSecret(await onReveal());
    } catch (err) {
      toast.bad(`The ${label} cannot be shown`, err);
    } finally {
      setLoading(false);
    }
  };
  const isShown = secret !== undefined;
  const action = `${isShown ? 'Hide' : 'Show'} ${label}`;
  return (
    <div role="group" aria-labelledby={id}>
      <Text size="sm" fw={550} id={id}>
        {label}
      </Text>
      <div className={classes['box']}>
        <code className={classes['value']}>{secret ?? `••••••••••••${hint ?? ''}`}</code>
        <Tooltip label={action}>
          <ActionIcon
            aria-label={action}
            loading={isLoading}
            onClick={() => (isShown ? setSecret(undefined) : void reveal())}
          >
            {isShown ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
        {isShown ? <CopyButton value={secret} what={label} /> : null}
      </div>
    </div>
  );
}
