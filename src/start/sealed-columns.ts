import { webhookSealedColumns } from '../deliveries/signing/sealed-columns.ts';
import type { SealedColumn } from '../lib/reseal.ts';
import { tokenKeySealedColumns } from '../oauth/sealed-columns.ts';
import { peopleSealedColumns } from '../people/second-factor-seals.ts';

/** Every column of the database that holds something sealed; sealed-columns.test.ts looks for others. */
export const sealedColumns: readonly SealedColumn[] = [
  ...webhookSealedColumns,
  ...tokenKeySealedColumns,
  ...peopleSealedColumns,
];
