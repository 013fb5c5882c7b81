import { Alert, Button, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import type { DetailsValues } from '../app-form/values.ts';
import classes from './edit-page.module.css';

const labels: Readonly<Record<keyof DetailsValues, string>> = {
  organizationName: 'Organization Name',
  website: 'Organization/App Website',
  email: 'Email Address',
  name: 'App Name',
  description: 'Description',
  category: 'App Category',
  externalDataGuid: 'External Data Application GUID',
};

/** Somebody else saved while one was typing: what they wrote where it differs, and the choice between the two. */
export function ConflictAlert({
  theirs,
  mine,
  onTakeTheirs,
}: {
  readonly theirs: DetailsValues;
  readonly mine: DetailsValues;
  readonly onTakeTheirs: () => void;
}) {
  const different = (Object.keys(labels) as (keyof DetailsValues)[]).filter(
    (field) => theirs[field] !== mine[field],
  );
  return (
    <Alert
      role="alert"
      variant="light"
      icon={<IconUsers aria-hidden />}
      title="Somebody else changed this app meanwhile"
      styles={{ root: { background: 'var(--warn-soft)' }, title: { color: 'var(--warn)' } }}
    >
      <Text size="sm">
        Nothing of yours was saved, and nothing is lost: what you typed stands above.{' '}
        {different.length === 0
          ? 'It is the same as theirs.'
          : 'This is what the app has now, where it differs:'}
      </Text>
      <dl className={classes['conflict']}>
        {different.map((field) => (
          <div key={field}>
            <dt>{labels[field]}</dt>
            <dd>{theirs[field] === '' ? 'none' : theirs[field]}</dd>
          </div>
        ))}
      </dl>
      <Button variant="default" size="xs" onClick={onTakeTheirs}>
        Take what is there now
      </Button>
    </Alert>
  );
}
