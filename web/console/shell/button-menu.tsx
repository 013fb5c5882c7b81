import { Menu } from '@mantine/core';
import { type ReactNode, type RefCallback, useEffect, useLayoutEffect, useState } from 'react';
import type { OpenedMenu } from './use-menu-button.ts';

/** The menu of a button that was there before it. */
export function ButtonMenu({
  menu: { id, button, opened, onChange },
  width,
  children,
}: {
  readonly menu: OpenedMenu;
  readonly width?: number;
  readonly children: ReactNode;
}) {
  // Opened only once it is there: then it notes where the focus was, and gives it back.
  const [isThere, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return (
    <Menu
      id={id}
      opened={opened && isThere}
      onChange={onChange}
      position="bottom-end"
      {...(width !== undefined && { width })}
    >
      <Menu.Target>
        <Stand button={button} />
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** Tells the menu where to open. */
function Stand({
  button,
  ref,
}: {
  readonly button: HTMLButtonElement | null;
  readonly ref?: RefCallback<HTMLElement>;
}) {
  useLayoutEffect(() => {
    ref?.(button);
    return () => void ref?.(null);
  }, [button, ref]);
  return null;
}
