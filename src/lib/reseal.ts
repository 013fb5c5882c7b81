import { sql } from 'kysely';
import type { Db } from './db.ts';
import { sealingKeyIdOf, type Sealer } from './seal.ts';

/** A column that holds what was sealed. Every one is listed in start/sealed-columns.ts, or its old keys are needed for ever. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly id: { readonly column: string; readonly type: 'uuid' | 'text' | 'integer' };
  /** Opens a value and seals it with the newest key; undefined when it is so already. @throws when it cannot be opened */
  readonly reseal: (sealer: Sealer, sealed: string, id: string) => Promise<string | undefined>;
  /** The key that sealed a value, or what is told instead of one that is not in SECRET_KEYS. */
  readonly keyIdOf: (sealer: Sealer, sealed: string) => string;
}

/** One that holds what a `Sealer` sealed for this purpose, or before for a former one. */
export function sealedColumn(
  where: Pick<SealedColumn, 'table' | 'column' | 'id'>,
  purposeOf: (id: string) => string,
  formerPurpose?: string,
): SealedColumn {
  return {
    ...where,
    keyIdOf: (_sealer, sealed) => sealingKeyIdOf(sealed),
    reseal: async (sealer, sealed, id) => {
      const purpose = purposeOf(id);
      if (sealer.isCurrent(sealed, purpose)) return undefined;
      return sealer.seal(sealer.unseal(sealed, purpose, formerPurpose), purpose);
    },
  };
}

export interface Resealed {
  readonly table: string;
  readonly column: string;
  readonly values: number;
  readonly resealed: number;
  /** Their key is not in SECRET_KEYS, or they were tampered with; they stay as they are. */
  readonly unreadable: number;
}

const BATCH = 500;
/** Whoever rotates a key meanwhile wins, and what they wrote is looked at in another pass. */
const PASSES = 5;

/**
 * Seals every value of a column with the newest key that is not yet. In batches, each a statement of its own: it may be
 * stopped anywhere and run again, beside running processes. A value that somebody else has written meanwhile is never
 * overwritten.
 */
export async function resealColumn(db: Db, sealer: Sealer, column: SealedColumn): Promise<Resealed> {
  let resealed = 0;
  let pass = { values: 0, unreadable: 0, lost: 0 };
  for (let left = PASSES; left > 0; left -= 1) {
    pass = { values: 0, unreadable: 0, lost: 0 };
    for await (const rows of batches(db, column)) {
      const changes: { id: string; old: string; fresh: string }[] = [];
      for (const { id, sealed } of rows) {
        try {
          const fresh = await column.reseal(sealer, sealed, id);
          if (fresh !== undefined) changes.push({ id, old: sealed, fresh });
        } catch {
          pass.unreadable += 1;
        }
      }
      const written = await updateSealed(db, column, changes);
      resealed += written;
      pass.values += rows.length;
      pass.lost += changes.length - written;
    }
    if (pass.lost === 0) break;
  }
  const { table, column: name } = column;
  return { table, column: name, values: pass.values, resealed, unreadable: pass.unreadable };
}

/** How many values of these columns each key has sealed. */
export async function countBySealingKey(
  db: Db,
  sealer: Sealer,
  columns: readonly SealedColumn[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const column of columns) {
    for await (const rows of batches(db, column)) {
      for (const { sealed } of rows) {
        const keyId = column.keyIdOf(sealer, sealed);
        counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
      }
    }
  }
  return counts;
}

interface SealedRow {
  readonly id: string;
  readonly sealed: string;
}

async function* batches(db: Db, { table, column, id }: SealedColumn): AsyncGenerator<SealedRow[]> {
  let after: string | undefined;
  for (;;) {
    const { rows } = await sql<SealedRow>`
      select ${sql.ref(id.column)}::text as id, ${sql.ref(column)} as sealed
      from ${sql.table(table)}
      where ${sql.ref(column)} is not null
        and ${after === undefined ? sql`true` : sql`${sql.ref(id.column)} > ${after}::${sql.raw(id.type)}`}
      order by ${sql.ref(id.column)}
      limit ${BATCH}`.execute(db);
    if (rows.length > 0) yield rows;
    after = rows.at(-1)?.id;
    if (after === undefined || rows.length < BATCH) return;
  }
}

/** Writes what was sealed anew where the old value still stands; returns how many that were. */
async function updateSealed(
  db: Db,
  { table, column, id }: SealedColumn,
  changes: readonly { readonly id: string; readonly old: string; readonly fresh: string }[],
): Promise<number> {
  if (changes.length === 0) return 0;
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} as t
    set ${sql.ref(column)} = c.fresh
    from unnest(${changes.map((change) => change.id)}::text[], ${changes.map((change) => change.old)}::text[],
      ${changes.map((change) => change.fresh)}::text[]) as c (id, old, fresh)
    where t.${sql.ref(id.column)} = c.id::${sql.raw(id.type)} and t.${sql.ref(column)} = c.old`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
