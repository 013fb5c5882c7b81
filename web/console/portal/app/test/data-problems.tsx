import { Anchor } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Place } from '../../../ui/json-place.ts';
import { Notice } from '../../../ui/notice.tsx';
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
    <Notice
      kind="bad"
      role="alert"
      icon={IconAlertTriangle}
      title="The data does not fit the schema of the event"
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
    </Notice>
  );
}
