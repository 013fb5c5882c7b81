import { ConflictAlert as Shown } from '../../ui/conflict-alert.tsx';
import type { DetailsValues } from '../app-form/values.ts';

const labels: Readonly<Record<keyof DetailsValues, string>> = {
  organizationName: 'Organization Name',
  website: 'Organization/App Website',
  email: 'Email Address',
  name: 'App Name',
  description: 'Description',
  category: 'App Category',
  externalDataGuid: 'External Data Application GUID',
};

/** What another person wrote into the texts of an app while one was typing. */
export function ConflictAlert({
  theirs,
  mine,
  onTakeTheirs,
}: {
  readonly theirs: DetailsValues;
  readonly mine: DetailsValues;
  readonly onTakeTheirs: () => void;
}) {
  const differences = (Object.keys(labels) as (keyof DetailsValues)[])
    .filter((field) => theirs[field] !== mine[field])
    .map((field) => ({ label: labels[field], theirs: theirs[field] === '' ? 'none' : theirs[field] }));
  return <Shown what="this app" differences={differences} onTakeTheirs={onTakeTheirs} />;
}
