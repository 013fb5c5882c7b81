import type { Db } from '../lib/db.ts';
import type { WholeApp } from './app-view.ts';
import { type Audience, diffNamed, type Named, replaceNamed } from './audience.ts';
import { type Edit, editApp } from './edit.ts';

/**
 * Makes the list of tenants or networks this one. A tenant that is connected stays connected, named or not: the consent is
 * its own.
 */
export function changeAudience(
  db: Db,
  edit: Edit,
  audience: Audience,
  named: readonly Named[],
): Promise<WholeApp> {
  return editApp(db, edit, (before) => {
    const change = diffNamed(before[audience], named);
    if (Object.values(change).every((ids: number[]) => ids.length === 0)) return undefined;
    return {
      write: (trx) => replaceNamed(trx, audience, before.row.id, named, edit.at),
      audit: [
        {
          action: audience === 'tenants' ? 'app.tenants_changed' : 'app.networks_changed',
          detail: { ...change },
        },
      ],
    };
  });
}
