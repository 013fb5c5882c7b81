import { Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './card.module.css';

/** A part of a page with a heading of its own. */
export function Card({
  title,
  description,
  actions,
  children,
}: {
  readonly title?: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Paper component="section" className={classes['card']}>
      {title === undefined ? null : (
        <Group justify="space-between" align="flex-start" mb="md" gap="sm">
          <div className={classes['words']}>
            <Title order={2}>{title}</Title>
            {description === undefined ? null : (
              <Text c="dimmed" size="sm" component="div" mt={2}>
                {description}
              </Text>
            )}
          </div>
          {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
        </Group>
      )}
      {children}
    </Paper>
  );
}
