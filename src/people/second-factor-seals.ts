import { createHash } from 'node:crypto';
import type { SealedColumn } from '../lib/reseal.ts';
import type { Sealer } from '../lib/seal.ts';
import { peopleSecrets } from './sign-in-cookie.ts';

/** better-auth tells secrets apart by number, we by name. */
export function toSecretVersion(keyId: string): number {
  return createHash('sha256').update(keyId).digest().readUInt32BE() >>> 1;
}

/** What better-auth sealed with a secret of ours: `$ba$<version>$<hex>`. */
const SEALED = /^\$ba\$(\d+)\$[0-9a-f]+$/;

const versionIn = (sealed: string): string => SEALED.exec(sealed)?.[1] ?? '';

const secondFactorColumn = (column: string): SealedColumn => ({
  table: 'second_factors',
  column,
  id: { column: 'id', type: 'text' },
  keyIdOf: (sealer, sealed) => {
    const version = versionIn(sealed);
    const found = peopleSecrets(sealer).find(({ keyId }) => String(toSecretVersion(keyId)) === version);
    // The number does not lead back to the name of a key that we do not have.
    return found?.keyId ?? `unknown (second factors, number ${version})`;
  },
  reseal: async (sealer, sealed) => {
    const key = betterAuthKey(sealer);
    if (versionIn(sealed) === String(key.currentVersion)) return undefined;
    const { symmetricDecrypt, symmetricEncrypt } = await import('better-auth/crypto');
    return symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data: sealed }) });
  },
});

/** Of second factors: the secret of the codes, and the codes for emergencies. */
export const peopleSealedColumns: readonly SealedColumn[] = ['secret', 'backup_codes'].map(
  secondFactorColumn,
);

function betterAuthKey(sealer: Sealer) {
  const versions = peopleSecrets(sealer).map(
    ({ keyId, secret }) => [toSecretVersion(keyId), secret] as const,
  );
  const [newest] = versions;
  if (newest === undefined) throw new Error('a sealer has at least one key');
  return { keys: new Map(versions), currentVersion: newest[0] };
}
