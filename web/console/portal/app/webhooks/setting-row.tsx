import { type ReactNode, useId } from 'react';
import classes from './setting-row.module.css';

/** One setting of a webhook: its name, what it is now, and what can be done with it. */
export function SettingRow({
  name,
  actions,
  children,
}: {
  readonly name: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes['row']} aria-labelledby={id}>
      <h3 id={id} className={classes['name']}>
        {name}
      </h3>
      <div className={classes['value']}>{children}</div>
      {actions === undefined ? null : <div className={classes['actions']}>{actions}</div>}
    </section>
  );
}
