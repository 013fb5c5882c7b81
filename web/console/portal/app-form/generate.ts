const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

/** As Standard Webhooks wants it: `whsec_` and base64 of 32 random bytes, 50 characters. */
export function generateHmacKey(): string {
  return `whsec_${btoa(String.fromCharCode(...randomBytes(32)))}`;
}

/** Version 4 by hand: `crypto.randomUUID` is missing where the page is not served by https. */
export function generateGuid(): string {
  const bytes = randomBytes(16);
  const hex = Array.from(bytes, (byte, index) => {
    const value = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return value.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
