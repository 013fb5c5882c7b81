import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { RouteLink } from '../shell/route-link.tsx';
import classes from './page-title.module.css';

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

export interface PageTitleProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** Where one comes from, outermost first. */
  readonly crumbs?: readonly Crumb[];
  /** Beside the title: a state. */
  readonly badge?: ReactNode;
  /** The one primary action of the page, and lesser ones. */
  readonly actions?: ReactNode;
  readonly tabs?: ReactNode;
  /** Which of the tabs one is at, for the title of the document. */
  readonly part?: string;
}

/** The head of every page: its only h1, which is also the title of the document. */
export function PageTitle({ title, description, crumbs = [], badge, actions, tabs, part }: PageTitleProps) {
  useDocumentTitle(
    [
      ...(part === undefined ? [] : [part]),
      title,
      ...crumbs.map(({ label }) => label).toReversed(),
      'fieldhook',
    ].join(' · '),
  );
  return (
    <header className={tabs === undefined ? classes['head'] : classes['headWithTabs']}>
      {crumbs.length === 0 ? null : (
        <nav aria-label="Breadcrumbs">
          <Breadcrumbs
            separator="›"
            separatorMargin={6}
            mb={4}
            classNames={{ root: classes['crumbs'] ?? '' }}
          >
            {crumbs.map(({ label, href }) => (
              <Anchor key={href} component={RouteLink} href={href} size="sm">
                {label}
              </Anchor>
            ))}
          </Breadcrumbs>
        </nav>
      )}
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} className={classes['words']}>
          <Group gap="sm">
            <Title order={1} tabIndex={-1}>
              {title}
            </Title>
            {badge}
          </Group>
          {description === undefined ? null : (
            <Text c="dimmed" component="div" maw={680}>
              {description}
            </Text>
          )}
        </Stack>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </Group>
      {tabs}
    </header>
  );
}
