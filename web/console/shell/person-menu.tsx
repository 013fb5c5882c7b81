import { UnstyledButton } from '@mantine/core';
import { onDemand } from '../ui/on-demand.tsx';
import classes from './person-menu.module.css';
import type { PersonItemsProps } from './person-items.tsx';
import { useMenuButton } from './use-menu-button.ts';

const Items = onDemand(
  async () => (await import('./person-items.tsx')).PersonItems,
  ({ menu }) => menu.opened,
);

/** Who is signed in, where, and what is their own. */
export function PersonMenu(props: Omit<PersonItemsProps, 'menu'>) {
  const { menu, buttonProps } = useMenuButton();
  const { name } = props.me.person;
  return (
    <>
      <UnstyledButton className={classes['person']} aria-label={`${name}: your account`} {...buttonProps}>
        <span aria-hidden>{initialsOf(name)}</span>
      </UnstyledButton>
      <Items {...props} menu={menu} />
    </>
  );
}

/** Of the first and the last of the names. */
function initialsOf(name: string): string {
  const found = name.trim().match(/^.|(?<=\s)\S(?=\S*$)/gu) ?? [];
  return found.join('').toUpperCase();
}
