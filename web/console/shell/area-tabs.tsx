import type { Me } from '../api/me.ts';
import classes from './area-tabs.module.css';
import { type Area, areaNames, areasOf } from './areas.ts';
import { RouteLink } from './route-link.tsx';

/** The areas that are for this person; one alone needs no choice. On narrow screens the menu has them. */
export function AreaTabs({ me, current }: { readonly me: Me; readonly current: Area | undefined }) {
  const areas = areasOf(me);
  return areas.length === 0 ? null : (
    <nav aria-label="Areas" className={classes['areas']}>
      {areas.map((area) => (
        <RouteLink
          key={area}
          href={`/${area}`}
          className={classes['area']}
          aria-current={area === current ? 'true' : undefined}
        >
          {areaNames[area]}
        </RouteLink>
      ))}
    </nav>
  );
}
