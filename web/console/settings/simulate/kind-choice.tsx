import { Radio } from '@mantine/core';
import classes from './simulate-page.module.css';

/** One way that a visit may end, as a large radio. */
export function KindChoice({
  value,
  title,
  text,
  isChosen,
}: {
  readonly value: string;
  readonly title: string;
  readonly text: string;
  readonly isChosen: boolean;
}) {
  return (
    <div className={classes['kind']} data-checked={isChosen || undefined}>
      <Radio value={value} label={title} description={text} />
    </div>
  );
}
