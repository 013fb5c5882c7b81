import { Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './sign-in-card.module.css';

/** One step of the way in. */
export function SignInCard({
  title,
  description,
  takesFocus = false,
  children,
}: {
  readonly title: string;
  readonly description?: ReactNode;
  /** Of what takes the place of a form: the field or button that had the focus is gone. */
  readonly takesFocus?: boolean;
  readonly children: ReactNode;
}) {
  useDocumentTitle(`${title} · fieldhook`);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <Paper className={classes['card']} shadow="sm">
      <Stack gap="lg">
        <div>
          <Title order={1} tabIndex={-1} ref={heading}>
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
