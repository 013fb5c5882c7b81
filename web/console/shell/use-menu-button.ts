import { useId, useState } from 'react';

/** What a menu has to know of the button that opens it. */
export interface OpenedMenu {
  readonly id: string;
  readonly button: HTMLButtonElement | null;
  readonly opened: boolean;
  readonly onChange: (opened: boolean) => void;
}

/** A button of the first view that opens a menu, which is none of it: `ButtonMenu`, loaded on demand. */
export function useMenuButton() {
  const id = useId();
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const [opened, setOpened] = useState(false);
  const menu: OpenedMenu = { id, button, opened, onChange: setOpened };
  const buttonProps = {
    ref: setButton,
    // The menu is named after it.
    id: `${id}-target`,
    'aria-haspopup': 'menu',
    'aria-expanded': opened,
    onClick: () => setOpened(!opened),
  } as const;
  return { menu, buttonProps };
}
