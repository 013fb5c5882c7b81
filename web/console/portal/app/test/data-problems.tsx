import { Alert, Anchor } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Place } from '../../../ui/json-place.ts';
import classes from './test-page.module.css';

/** What does not fit the schema, each with the way to its place. */
export function DataProblems({
  errors,
  placeOf,
  goTo,
}: {
  readonly errors: readonly (readonly [field: string, text: string])[];
  readonly placeOf: (field: string) => Place | undefined;
  readonly goTo: (place: Place) => void;
}) {
  return (
    <Alert
      role="alert"
      variant="light"
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title="The data does not fit the schema of the event"
      styles={{
        title: { color: 'var(--bad)' },
        icon: { color: 'var(--bad)' },
        root: { background: 'var(--bad-soft)' },
      }}
    >
      <ul className={classes['problems']}>
        {errors.map(([field, text]) => {
          const place = placeOf(field);
          return (
            <li key={`${field} ${text}`}>
              {place === undefined ? null : (
                <>
                  <Anchor
                    component="button"
                    type="button"
                    size="sm"
                    underline="always"
                    onClick={() => goTo(place)}
                  >
                    Line {place.line}
                  </Anchor>
                  {': '}
                </>
              )}
              <code>{field === '' ? 'data' : field}</code> {text}
            </li>
          );
        })}
      </ul>
    </Alert>
  );
}
