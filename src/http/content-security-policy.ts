import type { FastifyHelmetOptions } from '@fastify/helmet';

type Directives = Record<string, string[]>;

/** Nothing inline, nothing from outside. */
const directives: Directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** For every answer of this server. */
export const contentSecurityPolicy = {
  useDefaults: false,
  directives,
} satisfies FastifyHelmetOptions['contentSecurityPolicy'];

/** The header of a page whose scripts make `<style>` elements with this nonce; scripts get none. */
export function policyWithStyleNonce(nonce: string): string {
  const allowed: Directives = { ...directives, 'style-src': ["'self'", `'nonce-${nonce}'`] };
  return Object.entries(allowed)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join(';');
}
