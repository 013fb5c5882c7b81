import { createHash, randomFillSync, timingSafeEqual } from 'node:crypto';
import { customAlphabet } from 'nanoid';
import { v7 } from 'uuid';

/** Largest int64 we generate or accept: consumers parse ids as JavaScript numbers. */
export const MAX_ID = Number.MAX_SAFE_INTEGER;

const lowercaseAlphanumerics = customAlphabet('abcdefghijklmnopqrstuvwxyz0123456789');
const alphanumerics = customAlphabet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');

export const newBrandId = (): string => `brand_${lowercaseAlphanumerics(24)}`;
export const newSchedulerId = (): string => `sched_${lowercaseAlphanumerics(24)}`;
export const newSessionId = (): string => `sess_${lowercaseAlphanumerics(24)}`;
export const newDataApiKey = (): string => lowercaseAlphanumerics(24);
export const newAppKey = (): string => `ak1.${lowercaseAlphanumerics(32)}`;
export const newClientId = (): string => `cid.${lowercaseAlphanumerics(25)}`;
export const newRouterId = (): string => `route_${lowercaseAlphanumerics(24)}`;

/** 190 bits: what alone may write to a session, or sign in to something. */
export const newSecret = (prefix: string): string => `${prefix}${alphanumerics(32)}`;

/** A UUIDv7 of the given instant: ids sort by time, and its day says in which partition a row lies. */
export const newTimeOrderedId = (at: Date): string => v7({ msecs: at.getTime(), random: randomBytesOfId() });

const BYTES_OF_ID = 16;
const pool = Buffer.alloc(256 * BYTES_OF_ID);
let used = pool.length;

/** Fetched for many ids at once: for one at a time it took longer than all the rest of making the id. */
function randomBytesOfId(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += BYTES_OF_ID;
  return pool.subarray(used - BYTES_OF_ID, used);
}

/** When an id of `newTimeOrderedId` was made. */
export const instantOfId = (id: string): Date =>
  new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));

/** The lowest id of the given instant, as `uuid_floor` of the database has it. */
export function lowestIdOf(at: Date): string {
  const digits = at.getTime().toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
}

/** What we store of a secret. The secrets are random and long, so a plain hash is enough. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function secretMatches(secret: string, hash: Buffer): boolean {
  return timingSafeEqual(hashSecret(secret), hash);
}
