import { recordAudit } from '../audit/record.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { Sealer } from '../lib/seal.ts';
import { TOKEN_SECONDS } from './access-token.ts';
import { findNewestGeneration, insertSigningKey, lockSigningKeys, updateRetirement } from './queries.ts';
import { generateSigningKey, REFRESH_SECONDS } from './signing-keys.ts';

/** Every process, and whoever keeps the published keys for a minute, knows a new key by then. */
const PUBLISHED_AHEAD_SECONDS = 4 * REFRESH_SECONDS;

/** Clocks differ a little. */
const SLACK_SECONDS = 60;

export interface RotatedKey {
  readonly kid: string;
  readonly generation: number;
  /** From when on it signs; it is published at once. */
  readonly signsFrom: Date;
  /** When the keys before it are published no longer; null when there were none. */
  readonly previousRetiresAt: Date | null;
}

/**
 * Makes a new key for access tokens. No token becomes invalid: the new key is published before it signs, and the old one stays
 * published until the last token that it signed has expired.
 */
export async function rotateSigningKey(db: Db, sealer: Sealer, now: Date): Promise<RotatedKey> {
  return db.transaction().execute(async (trx) => {
    await lockSigningKeys(trx);
    const generation = (await findNewestGeneration(trx)) + 1;
    const isFirst = generation === 1;
    const signsFrom = isFirst ? now : addSeconds(now, PUBLISHED_AHEAD_SECONDS);
    const key = await generateSigningKey(sealer, generation, { now, signsFrom });
    await insertSigningKey(trx, key);
    const previousRetiresAt = isFirst ? null : addSeconds(signsFrom, TOKEN_SECONDS + SLACK_SECONDS);
    if (previousRetiresAt !== null) await updateRetirement(trx, generation, previousRetiresAt);
    const detail = { kid: key.kid, generation };
    await recordAudit(trx, { kind: 'command_line' }, now, { action: 'signing_key.rotated', detail });
    return { kid: key.kid, generation, signsFrom, previousRetiresAt };
  });
}
