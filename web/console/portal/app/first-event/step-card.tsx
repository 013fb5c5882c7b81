import { Text, Title, VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { StepState } from './plan-first-event.ts';
import classes from './step-card.module.css';

const words: Readonly<Record<StepState, string>> = { done: 'Done', next: 'Next', later: 'Later' };

/** One step of a guided way, with its number and whether it is done. */
export function StepCard({
  number,
  title,
  description,
  state,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly description: ReactNode;
  readonly state: StepState;
  readonly children: ReactNode;
}) {
  return (
    <li className={classes['step']} data-state={state}>
      <span className={classes['mark']} aria-hidden>
        {state === 'done' ? <IconCheck size={16} stroke={2.6} /> : number}
      </span>
      <section className={classes['card']}>
        <div className={classes['head']}>
          <Title order={2}>
            <VisuallyHidden>Step {number}: </VisuallyHidden>
            {title}
          </Title>
          <span className={classes['state']}>{words[state]}</span>
        </div>
        <Text c="dimmed" size="sm" component="div" mb="md">
          {description}
        </Text>
        {children}
      </section>
    </li>
  );
}
