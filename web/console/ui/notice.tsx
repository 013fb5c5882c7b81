import { Alert } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode, Ref } from 'react';
import type { StateKind } from './state-kind.ts';

/** Something to know beside what one is doing. It is read in passing unless its role says otherwise. */
export function Notice({
  kind,
  icon: Icon,
  title,
  role = 'note',
  mt,
  mb,
  ref,
  children,
}: {
  readonly kind: StateKind;
  readonly icon: TablerIcon;
  readonly title: string;
  readonly role?: 'note' | 'status' | 'alert';
  readonly mt?: 'md';
  readonly mb?: 'md';
  readonly ref?: Ref<HTMLDivElement>;
  readonly children: ReactNode;
}) {
  return (
    <Alert
      {...(ref !== undefined && { ref })}
      role={role}
      variant="light"
      {...(mt !== undefined && { mt })}
      {...(mb !== undefined && { mb })}
      icon={<Icon aria-hidden />}
      title={title}
      styles={{
        root: { background: `var(--${kind}-soft)` },
        title: { color: `var(--${kind})` },
        icon: { color: `var(--${kind})` },
      }}
    >
      {children}
    </Alert>
  );
}
