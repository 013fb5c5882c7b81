import { Text } from '@mantine/core';
import { IconBell, IconEye, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { Card } from '../../ui/card.tsx';
import classes from './asked-for.module.css';

/** What a version of an app may read and is told of, in plain words, and where that is sent. */
export function AskedFor({
  app: { name, words },
  version,
  title: heading = `What ${name} may do`,
  children,
}: {
  readonly app: AppDetail;
  readonly version: { readonly scopes: readonly string[]; readonly eventTypes: readonly string[] };
  readonly title?: string;
  /** Below both. */
  readonly children?: ReactNode;
}) {
  const scopes = words.scopes.filter(({ scope }) => version.scopes.includes(scope));
  const events = words.events.filter(({ eventType }) => version.eventTypes.includes(eventType));
  return (
    <Card title={heading}>
      <ul className={classes['list']}>
        {scopes.map(({ scope, product, part, title, description }) => (
          <Line key={scope} icon={IconEye} title={title} code={scope}>
            {description} Of {product} ▸ {part}; nothing is changed.
          </Line>
        ))}
        {events.map(({ eventType, title, description, host }) => (
          <Line key={eventType} icon={IconBell} kind="Be told of" title={title} code={eventType}>
            {description}{' '}
            {host === null ? (
              'The developer has not said yet where it is sent.'
            ) : (
              <>
                Sent at once, with what the visitor told, to <strong>{host}</strong>.
              </>
            )}
          </Line>
        ))}
      </ul>
      {scopes.length + events.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing: this version reads nothing and is told of nothing.
        </Text>
      ) : null}
      {children}
    </Card>
  );
}

function Line({
  icon: Icon,
  kind,
  title,
  code,
  children,
}: {
  readonly icon: TablerIcon;
  readonly kind?: string;
  readonly title: string;
  readonly code: string;
  readonly children: ReactNode;
}) {
  return (
    <li>
      <span className={classes['icon']}>
        <Icon size={18} stroke={1.7} aria-hidden />
      </span>
      <div>
        <div className={classes['head']}>
          {kind === undefined ? null : <span className={classes['kind']}>{kind} </span>}
          <strong>{title}</strong>
        </div>
        <Text size="sm" c="dimmed">
          {children}
        </Text>
        <code className={classes['code']}>{code}</code>
      </div>
    </li>
  );
}
