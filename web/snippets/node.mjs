import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;

/**
 * Whether a POST is signed by one of your keys (two while one is being replaced). `body` is the raw Buffer, before anything parses it.
 * x-servicetitan-signature is the lowercase hex HMAC-SHA256 of the raw body alone, keyed with the key as typed; it has no timestamp, so prefer this.
 */
export function verify(body, headers, keys, nowSeconds = Date.now() / 1000) {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE_SECONDS)
    return false;
  const given = (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice(3), 'base64'));
  return keys.some((key) => {
    const expected = createHmac('sha256', keyBytes(key)).update(`${id}.${timestamp}.`).update(body).digest();
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
  });
}

// whsec_ and base64 means the bytes it encodes; any other key means its own characters.
function keyBytes(key) {
  const encoded = key.startsWith('whsec_') ? key.slice(6) : '';
  const isBase64 = encoded.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(encoded);
  return Buffer.from(isBase64 ? encoded : key, isBase64 ? 'base64' : 'utf8');
}
