import type { SealedSecrets } from '../signing/open-secrets.ts';

/** When each key of a webhook last signed an attempt that its receiver took. */
export interface KeyUse {
  readonly key_last_used_at: Date | null;
  readonly previous_key_last_used_at: Date | null;
  readonly key_pair_last_used_at: Date | null;
  readonly previous_key_pair_last_used_at: Date | null;
}

/** The keys that a webhook has now, sealed. */
export interface PresentKeys {
  readonly signing_key: string;
  readonly previous_signing_key: string | null;
  readonly key_pair: string | null;
  readonly previous_key_pair: string | null;
}

/** Keys that signed and have been replaced meanwhile count under what they have become, or no more. */
export function addUse(
  before: KeyUse,
  present: PresentKeys,
  signedBy: Pick<SealedSecrets, 'signingKeys' | 'keyPairs'>,
  at: Date,
): KeyUse {
  const signed = new Set([...signedBy.signingKeys, ...signedBy.keyPairs]);
  const seen = (key: string | null, last: Date | null): Date | null =>
    key !== null && signed.has(key) && (last === null || at > last) ? at : last;
  return {
    key_last_used_at: seen(present.signing_key, before.key_last_used_at),
    previous_key_last_used_at: seen(present.previous_signing_key, before.previous_key_last_used_at),
    key_pair_last_used_at: seen(present.key_pair, before.key_pair_last_used_at),
    previous_key_pair_last_used_at: seen(present.previous_key_pair, before.previous_key_pair_last_used_at),
  };
}
