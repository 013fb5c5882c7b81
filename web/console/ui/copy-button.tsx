import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useCopy } from './use-copy.ts';

/** Copies a text and says so, to the eye and to the ear. */
export function CopyButton({
  value,
  what,
  label,
  onCopied,
}: {
  readonly value: string;
  /** What is copied, for its name: "app key". */
  readonly what: string;
  /** With words on the button instead of an icon alone. */
  readonly label?: string;
  readonly onCopied?: () => void;
}) {
  const { state, copy } = useCopy();
  const press = async (): Promise<void> => {
    if (await copy(value)) onCopied?.();
  };
  const said = { idle: `Copy ${what}`, copied: 'Copied', failed: 'Not copied: select it and copy by hand' }[
    state
  ];
  const Icon = state === 'copied' ? IconCheck : IconCopy;
  return (
    <>
      {label === undefined ? (
        <Tooltip label={said}>
          <ActionIcon aria-label={`Copy ${what}`} onClick={() => void press()}>
            <Icon size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ) : (
        <Button variant="default" leftSection={<Icon size={16} aria-hidden />} onClick={() => void press()}>
          {state === 'idle' ? label : said}
        </Button>
      )}
      <VisuallyHidden role="status">{state === 'idle' ? '' : said}</VisuallyHidden>
    </>
  );
}
