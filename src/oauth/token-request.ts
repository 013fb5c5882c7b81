/** The errors of RFC 6749, section 5.2, that this endpoint answers. */
export type TokenErrorCode = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type';

/** A refusal in the words of RFC 6749 rather than as a problem body: what OAuth clients read. */
export class TokenError extends Error {
  readonly code: TokenErrorCode;
  readonly description: string | undefined;

  constructor(code: TokenErrorCode, description?: string) {
    super(code);
    this.code = code;
    this.description = description;
  }
}

export interface TokenRequest {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The parameters of a form body. @throws TokenError when one is repeated */
export function parseForm(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (parameters.has(name)) throw new TokenError('invalid_request', 'A parameter is repeated.');
    parameters.set(name, value);
  }
  return parameters;
}

/**
 * Who asks, from the form or from HTTP Basic, but not both. Parameters we do not know, `scope` among them, are ignored.
 * @throws TokenError
 */
export function readTokenRequest(
  form: ReadonlyMap<string, string> | undefined,
  authorization: string | undefined,
): TokenRequest {
  if (form === undefined) {
    throw new TokenError('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.');
  }
  // Empty means left out (RFC 6749, section 3.2).
  const given = (name: string): string | undefined => form.get(name) || undefined;
  const grantType = given('grant_type');
  if (grantType === undefined) throw new TokenError('invalid_request', 'grant_type is missing.');
  if (grantType !== 'client_credentials') throw new TokenError('unsupported_grant_type');
  const basic = readBasic(authorization);
  const clientId = given('client_id') ?? basic?.clientId;
  const clientSecret = given('client_secret') ?? basic?.clientSecret;
  if (basic !== undefined && (given('client_secret') !== undefined || clientId !== basic.clientId)) {
    throw new TokenError('invalid_request', 'Authenticate in the form or by HTTP Basic, not both.');
  }
  if (clientId === undefined || clientSecret === undefined) {
    throw new TokenError('invalid_request', 'client_id or client_secret is missing.');
  }
  return { clientId, clientSecret };
}

/** Id and secret are form-encoded before they are joined (RFC 6749, section 2.3.1). */
function readBasic(authorization: string | undefined): TokenRequest | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  const decode = (text: string): string => new URLSearchParams(`x=${text}`).get('x') ?? '';
  return colon < 1
    ? undefined
    : { clientId: decode(pair.slice(0, colon)), clientSecret: decode(pair.slice(colon + 1)) };
}
