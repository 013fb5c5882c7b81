import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { Db } from '../lib/db.ts';
import { type RateLimit, rateLimited, takeToken } from '../lib/rate-limit.ts';

// Guesses at one account's password: ten at once, then one a minute.
const PER_ACCOUNT: RateLimit = { perSecond: 1 / 60, burst: 10 };
// Whatever one address tries at sign-in, codes and links; an office's people share one.
const PER_ADDRESS: RateLimit = { perSecond: 0.5, burst: 30 };
// New accounts: few are enough, and each costs the hash of a password.
const REGISTRATIONS_PER_ADDRESS: RateLimit = { perSecond: 1 / 60, burst: 10 };
const MAILS_PER_ACCOUNT: RateLimit = { perSecond: 1 / 600, burst: 3 };

/**
 * Counts an attempt at somebody's password before it is judged, so that many at once do not slip through; throws
 * `rate_limited`. Whether the account exists plays no part.
 */
export async function countPasswordGuess(db: Db, account: string, address: string, now: Date): Promise<void> {
  await countAttempt(db, address, now);
  const wait = await takeToken(db, accountKey(account), PER_ACCOUNT, now);
  if (wait !== null) throw rateLimited(wait);
}

/** Likewise for what names no account: codes and one-time links. */
export async function countAttempt(db: Db, address: string, now: Date): Promise<void> {
  const wait = await takeToken(db, `sign-in address ${networkOf(address)}`, PER_ADDRESS, now);
  if (wait !== null) throw rateLimited(wait);
}

/** Counts a registration before anything is done for it; throws `rate_limited`. */
export async function countRegistration(db: Db, address: string, now: Date): Promise<void> {
  await countAttempt(db, address, now);
  const wait = await takeToken(
    db,
    `registration address ${networkOf(address)}`,
    REGISTRATIONS_PER_ADDRESS,
    now,
  );
  if (wait !== null) throw rateLimited(wait);
}

/** The right password: earlier guesses at this account no longer count. */
export async function forgiveGuesses(db: Db, account: string): Promise<void> {
  await db.deleteFrom('rate_limits').where('key', '=', accountKey(account)).execute();
}

/** Whether another link may be mailed to this account; nobody's mailbox is to be filled by others. */
export async function mayMail(db: Db, account: string, now: Date): Promise<boolean> {
  return (await takeToken(db, `mail ${digest(account)}`, MAILS_PER_ACCOUNT, now)) === null;
}

const accountKey = (account: string): string => `sign-in account ${digest(account)}`;

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Of IPv6 the first 64 bits: whoever has one address there has them all. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4'
    ? parsed.toString()
    : parsed.toNormalizedString().split(':').slice(0, 4).join(':');
}
