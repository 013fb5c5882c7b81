import { useNames } from '../app-form/portal-catalogue.ts';
import classes from './scope-names.module.css';

/** Scopes by their codes, events by their names. */
export function ScopeNames({
  scopes,
  eventTypes,
}: {
  readonly scopes: readonly string[];
  readonly eventTypes: readonly string[];
}) {
  const { eventName } = useNames();
  if (scopes.length + eventTypes.length === 0) return 'none';
  return (
    <span className={classes['names']}>
      {scopes.map((scope) => (
        <code key={scope}>{scope}</code>
      ))}
      {eventTypes.map((type) => (
        <span key={type}>{eventName(type)}</span>
      ))}
    </span>
  );
}
