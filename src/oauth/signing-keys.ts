import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Insertable } from 'kysely';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { Sealer } from '../lib/seal.ts';
import type { SigningKeys as SigningKeysTable } from '../lib/tables.ts';
import { insertSigningKey, listSigningKeys, type SigningKeyRow } from './queries.ts';

export const SIGNING_ALGORITHM = 'RS256';
export const TOKEN_KEY_PURPOSE = 'token signing key';

/** How old what a process knows of the keys may be; a key is published for longer than this before it signs. */
export const REFRESH_SECONDS = 30;

/** Tokens with made-up key ids must not turn into a query each. */
const UNKNOWN_KID_SECONDS = 1;

type Key = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>;

/** The keys of access tokens, the same in every process. */
export interface SigningKeys {
  /** The newest key whose time to sign has come. */
  findSigning(): Promise<{ readonly kid: string; readonly key: Key }>;
  /** The public key of this id, if it is published. */
  findVerifying(kid: string): Promise<Key | undefined>;
  listPublished(): Promise<readonly JWK[]>;
}

/** A new key pair, its private half sealed. */
export async function generateSigningKey(
  sealer: Sealer,
  generation: number,
  { now, signsFrom }: { readonly now: Date; readonly signsFrom: Date },
): Promise<Insertable<SigningKeysTable>> {
  const { publicKey, privateKey } = await generateKeyPair(SIGNING_ALGORITHM, {
    modulusLength: 2048,
    extractable: true,
  });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    generation,
    kid,
    public_jwk: JSON.stringify({ ...publicJwk, kid, use: 'sig', alg: SIGNING_ALGORITHM }),
    private_key: sealer.seal(JSON.stringify(await exportJWK(privateKey)), TOKEN_KEY_PURPOSE),
    created_at: now,
    signs_from: signsFrom,
  };
}

/**
 * Reads the keys at most every 30 seconds, and once more for a key id that it does not know. However many processes find
 * none at once, one makes the first and all use that.
 */
export function createSigningKeys(db: Db, sealer: Sealer, clock: Clock): SigningKeys {
  let loaded: { readonly at: Date; readonly rows: readonly SigningKeyRow[] } | undefined;
  let loading: Promise<readonly SigningKeyRow[]> | undefined;
  const imported = new Map<string, Promise<Key>>();

  const load = async (): Promise<readonly SigningKeyRow[]> => {
    const now = clock();
    let rows = await listSigningKeys(db, now);
    if (rows.length === 0) {
      await insertSigningKey(db, await generateSigningKey(sealer, 1, { now, signsFrom: now }));
      rows = await listSigningKeys(db, now);
    }
    loaded = { at: now, rows };
    return rows;
  };
  const rowsOf = async (maxAgeSeconds: number): Promise<readonly SigningKeyRow[]> => {
    if (loaded !== undefined && clock() < addSeconds(loaded.at, maxAgeSeconds)) return loaded.rows;
    loading ??= load().finally(() => (loading = undefined));
    return loading;
  };
  const importOnce = (name: string, jwk: () => JWK): Promise<Key> => {
    const known = imported.get(name) ?? (importJWK(jwk(), SIGNING_ALGORITHM) as Promise<Key>);
    imported.set(name, known);
    return known;
  };
  const published = async (maxAgeSeconds: number): Promise<readonly SigningKeyRow[]> => {
    const now = clock();
    return (await rowsOf(maxAgeSeconds)).filter((row) => row.retires_at === null || row.retires_at > now);
  };

  return {
    findSigning: async () => {
      const [now, rows] = [clock(), await published(REFRESH_SECONDS)];
      // Should a clock be behind the one that made the first key, the oldest signs.
      const row = rows.find((candidate) => candidate.signs_from <= now) ?? rows.at(-1);
      if (row === undefined) throw new Error('there is no key to sign tokens with');
      const jwk = (): JWK => JSON.parse(sealer.unseal(row.private_key, TOKEN_KEY_PURPOSE)) as JWK;
      return { kid: row.kid, key: await importOnce(`private ${row.kid}`, jwk) };
    },
    findVerifying: async (kid) => {
      const isIt = (row: SigningKeyRow): boolean => row.kid === kid;
      const row =
        (await published(REFRESH_SECONDS)).find(isIt) ?? (await published(UNKNOWN_KID_SECONDS)).find(isIt);
      return row && importOnce(`public ${kid}`, () => row.public_jwk as JWK);
    },
    listPublished: async () => (await published(REFRESH_SECONDS)).map((row) => row.public_jwk as JWK),
  };
}
