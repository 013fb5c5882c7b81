import { useRouter } from '@tanstack/react-router';
import type { ComponentProps, MouseEvent } from 'react';

export interface RouteLinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  /** An address of the console, with its query. */
  readonly href: string;
}

/** A link within the console that loads no new page; as `component` of Mantine's Anchor, Button or NavLink. */
export function RouteLink({ href, onClick, children, ...rest }: RouteLinkProps) {
  const router = useRouter();
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isPlain || (rest.target ?? '_self') !== '_self') return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}
