import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { palette } from './palette.ts';
import classes from './palette-button.module.css';

/** Opens the command palette; says which keys do the same. */
export function PaletteButton() {
  return (
    <>
      <UnstyledButton className={classes['wide']} onClick={palette.open} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <span>Go to…</span>
        <Kbd size="xs" data-key-hint="">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <ActionIcon className={classes['narrow']} size="lg" onClick={palette.open} aria-label="Go to…">
        <IconSearch size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
    </>
  );
}
