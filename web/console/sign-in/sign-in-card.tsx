import { Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './sign-in-card.module.css';

/** One step of the way in. */
export function SignInCard({
  title,
  description,
  children,
}: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}) {
  useDocumentTitle(`${title} · fieldhook`);
  return (
    <Paper className={classes['card']} shadow="sm">
      <Stack gap="lg">
        <div>
          <Title order={1} tabIndex={-1}>
            {title}
          </Title>
          {description === undefined ? null : (
            <Text c="dimmed" mt={4} component="div">
              {description}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}
