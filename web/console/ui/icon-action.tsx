import { ActionIcon, Tooltip } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';

/** A deed of a row as an icon, which says what it is when one comes near. */
export function IconAction({
  label,
  icon: Icon,
  onClick,
}: {
  readonly label: string;
  readonly icon: TablerIcon;
  readonly onClick: () => void;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick}>
        <Icon size={16} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
