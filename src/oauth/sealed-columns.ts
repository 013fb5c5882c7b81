import { type SealedColumn, sealedColumn } from '../lib/reseal.ts';
import { TOKEN_KEY_PURPOSE } from './signing-keys.ts';

export const tokenKeySealedColumns: readonly SealedColumn[] = [
  sealedColumn(
    { table: 'signing_keys', column: 'private_key', id: { column: 'generation', type: 'integer' } },
    () => TOKEN_KEY_PURPOSE,
  ),
];
