import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react';
import { VisuallyHidden } from '@mantine/core';
import { formatChange } from './format-figure.ts';

/** How a figure differs from that of the period before: by an arrow and in words. */
export function Change({
  now,
  before,
  isRate = false,
}: {
  readonly now: number;
  readonly before: number;
  readonly isRate?: boolean;
}) {
  const Icon = now > before ? IconArrowUpRight : now < before ? IconArrowDownRight : IconArrowRight;
  return (
    <>
      <Icon size={14} aria-hidden />
      <span>
        {formatChange(now, before, isRate)}
        <VisuallyHidden> against the period before</VisuallyHidden>
      </span>
    </>
  );
}
