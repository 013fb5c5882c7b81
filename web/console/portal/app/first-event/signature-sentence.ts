import type { TestAnswer } from '../../../../../src/test-sends/schema.ts';

/** Whether a receiver with the key, and with the clock it has, accepts the test. */
export function signatureSentence(signature: TestAnswer['signature']): string {
  const { verifies, currentKeyMatches, keyFormat, receiverClockSeconds: seconds } = signature;
  if (verifies)
    return keyFormat === 'whsec'
      ? 'The signature is right for the current key, which is decoded from base64 after whsec_.'
      : 'The signature is right for the current key, whose characters are taken as they are.';
  if (!currentKeyMatches) return 'The signature does not match the current key.';
  const off = Math.abs(seconds ?? 0);
  return `The signature is right, but your server's clock is ${off} seconds ${(seconds ?? 0) > 0 ? 'ahead' : 'behind'}: it would refuse the timestamp.`;
}
