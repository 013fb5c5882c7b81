type Bytes = Uint8Array<ArrayBuffer>;

const encode = (text: string): Bytes => new TextEncoder().encode(text);

/** `whsec_` and base64 means the bytes it encodes; any other key its own characters. */
export function readKey(key: string): { readonly bytes: Bytes; readonly isDecoded: boolean } {
  const encoded = key.startsWith('whsec_') ? key.slice(6) : '';
  const isDecoded = encoded.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(encoded);
  return {
    bytes: isDecoded ? Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0)) : encode(key),
    isDecoded,
  };
}

export const asText = (key: string): Bytes => encode(key);

/** HMAC-SHA256 by the browser itself, which offers it only over https or on the machine itself. */
export async function hmac(key: Bytes, text: string): Promise<Bytes> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, encode(text)));
}

export const toBase64 = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes));

export const toHex = (bytes: Bytes): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The headers that a POST of this body would have, signed with one key. */
export async function signExample(
  id: string,
  body: string,
  key: string,
  now: Date,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = await hmac(readKey(key).bytes, `${id}.${timestamp}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${toBase64(signature)}`,
    'x-servicetitan-signature': toHex(await hmac(asText(key), body)),
  };
}
