import { createHmac } from 'node:crypto';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { Auth } from './auth.ts';
import { findSecondFactor, updateLastStep } from './queries.ts';

const STEP_SECONDS = 30;
/** better-auth takes the codes of one step before and after; the rest is for the time between its look and ours. */
const STEPS_AROUND = 3;

/**
 * Uses up a code that better-auth has found right: false if it, or one of a later step, was used before (RFC 6238 §5.2). Of
 * several at once with the same code the database lets one through.
 */
export async function spendCode(
  db: Db,
  auth: Auth,
  personId: string,
  code: string,
  now: Date,
): Promise<boolean> {
  const factor = await findSecondFactor(db, personId);
  if (factor === undefined) return false;
  const { symmetricDecrypt } = await import('better-auth/crypto');
  const { secretConfig } = await auth.$context;
  const secret = await symmetricDecrypt({ key: secretConfig, data: factor.secret });
  const step = findStep(secret, code, now);
  return step !== undefined && (await updateLastStep(db, factor.id, step));
}

/** The step that a code is of; should it be of several, the newest. */
function findStep(secret: string, code: string, now: Date): number | undefined {
  for (let away = STEPS_AROUND; away >= -STEPS_AROUND; away -= 1) {
    const step = stepAt(addSeconds(now, away * STEP_SECONDS));
    if (codeOfStep(secret, step) === code) return step;
  }
  return undefined;
}

const stepAt = (time: Date): number => Math.floor(time.getTime() / 1000 / STEP_SECONDS);

/** RFC 4226, as better-auth computes it: six digits by HMAC-SHA-1 under the secret's own letters. */
function codeOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
