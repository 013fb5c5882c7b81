import { Anchor, Button, Group } from '@mantine/core';
import { RouteLink } from '../shell/route-link.tsx';
import type { Column } from '../ui/data-table.tsx';
import { Instant } from '../ui/instant.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import classes from './approval-columns.module.css';
import { type App, buttonOf, type Deed, deedsFor, labelOf } from './approval-deeds.ts';
import type { Show } from './approval-shows.ts';

const app: Column<App> = {
  title: 'App',
  isText: true,
  render: ({ name, organisation, organizationName, category, description, website, email, refusal }) => (
    <TwoLines
      more={
        <>
          {`${category}: ${description}`}
          <span className={classes['lines']}>
            <Anchor href={website} target="_blank" rel="noreferrer noopener" size="xs">
              {website}
            </Anchor>
            <Anchor href={`mailto:${email}`} size="xs">
              {email}
            </Anchor>
          </span>
        </>
      }
    >
      <strong>{name}</strong> by {organisation}
      {organizationName === organisation ? '' : `, which calls itself ${organizationName}`}
      {refusal === null || refusal.askedAgainAt === null ? null : (
        <span className={classes['again']}>
          <StateBadge kind="warn">Asked again</StateBadge>{' '}
          <Instant at={refusal.askedAgainAt} show="relative" />
          {`, after it was refused: ${refusal.reason}`}
        </span>
      )}
    </TwoLines>
  ),
};

const wants: Column<App> = {
  title: 'Wants',
  isText: true,
  render: ({ asksFor, deliveryHosts }) => (
    <TwoLines more={deliveryHosts.length === 0 ? '' : `sent to ${deliveryHosts.join(', ')}`}>
      {asksFor.join(', ')}
    </TwoLines>
  ),
};

const meantFor: Column<App> = {
  title: 'Meant for',
  isText: true,
  render: ({ tenants, networks }) =>
    tenants.count + networks.count === 0 ? (
      'nobody here yet'
    ) : (
      <span className={classes['lines']}>
        <Places of={tenants} what="tenant" path="tenants" />
        <Places of={networks} what="network" path="networks" />
      </span>
    ),
};

const state: Column<App> = {
  title: 'State',
  isNarrow: true,
  render: ({ approved, refusal }) => {
    if (approved) return <StateBadge kind="good">Approved</StateBadge>;
    return refusal?.askedAgainAt === null ? (
      <StateBadge kind="bad">Refused</StateBadge>
    ) : (
      <StateBadge kind="busy">Waiting</StateBadge>
    );
  },
};

/** What an operator has to see to decide of an app, and the deeds. */
export function approvalColumns(
  show: Show,
  onDecide: (app: App, deed: Deed) => void,
): readonly Column<App>[] {
  return [
    app,
    ...(show === 'refused'
      ? [{ title: 'Reason', isText: true, render: ({ refusal }: App) => refusal?.reason ?? '' }]
      : [wants, meantFor]),
    ...(show === 'all' ? [state] : []),
    {
      title: { waiting: 'Made', refused: 'Refused', approved: 'Approved', all: 'Made' }[show],
      isNarrow: true,
      render: ({ createdAt, approvedAt, refusal }) => (
        <Instant
          at={show === 'waiting' || show === 'all' ? createdAt : (approvedAt ?? refusal?.at ?? createdAt)}
          show="relative"
        />
      ),
    },
    {
      title: 'Action',
      isNarrow: true,
      render: (row) => (
        <Group gap={6} wrap="nowrap" justify="flex-end">
          {deedsFor(row).map((deed) => (
            <Button
              key={deed}
              size="compact-sm"
              variant={deed === 'approve' ? 'filled' : 'default'}
              aria-label={labelOf(deed, row)}
              onClick={() => onDecide(row, deed)}
            >
              {buttonOf(deed, row)}
            </Button>
          ))}
        </Group>
      ),
    },
  ];
}

function Places({
  of: { count, named },
  what,
  path,
}: {
  readonly of: App['tenants'];
  readonly what: string;
  readonly path: string;
}) {
  if (count === 0) return null;
  const more = count - named.length;
  return (
    <span>
      {`${what}${count === 1 ? '' : 's'} `}
      {named.map(({ id, name }, index) => (
        <span key={id}>
          {index === 0 ? '' : ', '}
          <Anchor component={RouteLink} href={`/operator/${path}/${id}`} size="sm">
            {name}
          </Anchor>
        </span>
      ))}
      {more === 0 ? '' : ` and ${more} more`}
    </span>
  );
}
