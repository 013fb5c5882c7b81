import { IconCheck, IconX } from '@tabler/icons-react';
import { Card } from '../../ui/card.tsx';
import classes from './when-card.module.css';

/** Sentences of which each says when an event comes, or when it does not. */
export function WhenCard({
  title,
  kind,
  sentences,
}: {
  readonly title: string;
  readonly kind: 'fires' | 'not';
  readonly sentences: readonly string[];
}) {
  const Icon = kind === 'fires' ? IconCheck : IconX;
  return (
    <Card title={title}>
      <ul className={classes['list']} data-kind={kind}>
        {sentences.map((sentence) => (
          <li key={sentence}>
            <Icon size={16} stroke={2.2} aria-hidden />
            {sentence}
          </li>
        ))}
      </ul>
    </Card>
  );
}
