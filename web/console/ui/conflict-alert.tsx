import { Alert, Button, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import classes from './conflict-alert.module.css';

/** A field in which what is there now and what was typed are not the same. */
export interface Difference {
  readonly label: string;
  /** As it is there now. */
  readonly theirs: string;
}

/** Somebody else saved while one was typing: what they wrote where it differs, and the choice between the two. */
export function ConflictAlert({
  what,
  differences,
  onTakeTheirs,
}: {
  /** "this app" */
  readonly what: string;
  readonly differences: readonly Difference[];
  readonly onTakeTheirs: () => void;
}) {
  return (
    <Alert
      role="alert"
      variant="light"
      icon={<IconUsers aria-hidden />}
      title={`Somebody else changed ${what} meanwhile`}
      styles={{ root: { background: 'var(--warn-soft)' }, title: { color: 'var(--warn)' } }}
    >
      <Text size="sm">
        Nothing of yours was saved, and nothing is lost: what you typed stands above.{' '}
        {differences.length === 0
          ? 'It is the same as theirs.'
          : 'This is what is there now, where it differs:'}
      </Text>
      <dl className={classes['list']}>
        {differences.map(({ label, theirs }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{theirs}</dd>
          </div>
        ))}
      </dl>
      <Button variant="default" size="xs" onClick={onTakeTheirs}>
        Take what is there now
      </Button>
    </Alert>
  );
}
