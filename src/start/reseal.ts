import { recordAudit } from '../audit/record.ts';
import type { Config } from '../config.ts';
import type { Db } from '../lib/db.ts';
import { countBySealingKey, type Resealed, resealColumn } from '../lib/reseal.ts';
import type { Sealer } from '../lib/seal.ts';
import { administer, commandLine } from './administer.ts';
import { sealedColumns } from './sealed-columns.ts';

/** What `fieldhook keys reseal` did, and how things stand after it. */
export interface ResealReport {
  /** The key that everything is sealed with from now on. */
  readonly newestKey: string;
  readonly resealed: number;
  readonly unreadable: number;
  readonly columns: readonly Resealed[];
  /** Every key of SECRET_KEYS, and every other one that has sealed something that is still there. */
  readonly keys: readonly { readonly id: string; readonly known: boolean; readonly values: number }[];
}

/** `fieldhook keys reseal` */
export function reseal(config: Config, asJson: boolean, say: (line: string) => void): Promise<void> {
  return administer(config, async ({ db, sealer, now }) => {
    const report = await resealAll(db, sealer, now, (line) => {
      if (!asJson) say(line);
    });
    if (asJson) say(JSON.stringify(report));
    else for (const line of describe(report)) say(line);
  });
}

async function resealAll(
  db: Db,
  sealer: Sealer,
  now: Date,
  progress: (line: string) => void,
): Promise<ResealReport> {
  const known = sealer.keyIds;
  const newestKey = known[0] ?? '';
  const columns: Resealed[] = [];
  for (const column of sealedColumns) {
    const done = await resealColumn(db, sealer, column);
    progress(`${done.table}.${done.column}: ${done.resealed} of ${done.values} sealed anew`);
    columns.push(done);
  }
  const resealed = sum(columns.map((column) => column.resealed));
  if (resealed > 0) {
    const detail = { newestKey, values: resealed };
    await recordAudit(db, commandLine, now, { action: 'sealing_key.resealed', detail });
  }
  const counts = await countBySealingKey(db, sealer, sealedColumns);
  return {
    newestKey,
    resealed,
    unreadable: sum(columns.map((column) => column.unreadable)),
    columns,
    keys: [...new Set([...known, ...counts.keys()])].map((id) => ({
      id,
      known: known.includes(id),
      values: counts.get(id) ?? 0,
    })),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function describe({ newestKey, resealed, unreadable, columns, keys }: ResealReport): string[] {
  const lost = columns.filter((column) => column.unreadable > 0);
  return [
    `Sealed ${resealed} anew with the key "${newestKey}". Now there are`,
    ...keys.map(({ id, known, values }) => {
      const note = !known ? '; it is not in SECRET_KEYS' : '';
      const mayGo = known && id !== newestKey && values === 0 ? '; it may go from SECRET_KEYS' : '';
      return `  ${String(values).padStart(7)} values of the key "${id}"${note}${mayGo}`;
    }),
    ...(unreadable === 0
      ? []
      : [
          `${unreadable} could not be opened and stay as they are: ${lost
            .map(({ table, column, unreadable: count }) => `${count} in ${table}.${column}`)
            .join(', ')}.`,
        ]),
  ];
}
