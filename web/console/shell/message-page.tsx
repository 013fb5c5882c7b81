import { Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** A page that says one thing, and what one can do now. */
export function MessagePage({
  icon: Icon,
  title,
  children,
  actions,
}: {
  readonly icon: TablerIcon;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  useDocumentTitle(`${title} · fieldhook`);
  return (
    <Stack align="center" gap="md" py={72} px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="default" c="dimmed">
        <Icon size={28} stroke={1.4} aria-hidden />
      </ThemeIcon>
      <Title order={1} tabIndex={-1}>
        {title}
      </Title>
      <Text c="dimmed" maw={480} component="div">
        {children}
      </Text>
      {actions === undefined ? null : <Group mt="xs">{actions}</Group>}
    </Stack>
  );
}
