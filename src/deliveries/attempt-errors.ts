/** Why an attempt failed: stable code → what the developer of the receiving server should do. Kept equal to docs/errors.md. */
export const attemptErrors = {
  dns_failed:
    'The host name of the delivery URL could not be resolved; check its spelling and its DNS records.',
  blocked_address: 'The delivery URL leads to an address that is not public; use a public one.',
  port_not_allowed: 'The delivery URL has a port that webhooks are not sent to; use 443.',
  insecure_url: 'Webhooks are sent over https only; give an https delivery URL.',
  connection_refused: 'Nothing listens at this address and port; start the server or correct the port.',
  connection_reset:
    'The connection was closed before the answer was complete; look for a crash or a proxy limit.',
  connect_timeout: 'No connection within 5 seconds; check the firewall and that the server is reachable.',
  connection_failed: 'The network could not reach the server; see the detail.',
  tls_expired: 'The certificate has expired or is not valid yet; renew it and check that it renews itself.',
  tls_wrong_host: 'The certificate is for other host names; get one that names the host of the delivery URL.',
  tls_untrusted:
    'The certificate is self-signed or its chain is incomplete; use a public authority and serve its intermediates.',
  tls_failed:
    'The secure connection failed; check the certificate and that the port speaks TLS 1.2 or later; see the detail.',
  timeout: 'No answer within 15 seconds; answer first and do the work afterwards.',
  response_too_slow: 'The answer began but was not complete within 15 seconds; answer with a short body.',
  invalid_response: 'What came back is not valid HTTP; check what listens at this port.',
  headers_too_large: 'The headers of the answer are larger than 16 KiB; send fewer and shorter ones.',
  redirect: 'Redirects are not followed; set the delivery URL to where it leads.',
  gone: 'The server answered 410 Gone, so the webhook was disabled; enable it again if that was a mistake.',
  too_many_requests:
    'The server answered 429; fewer are sent at once and its Retry-After is heeded; raise its limit.',
  unavailable:
    'The server or the proxy before it is overloaded or down (502, 503, 504); fewer are sent at once.',
  unexpected_status: 'The server answered with an error; any 2xx status means success.',
  proxy_failed:
    'The proxy of this service failed or did not reach your server; it is sent again and no retry was used up.',
  worker_lost: 'The process that was sending this stopped; it is sent again and no retry was used up.',
  invalid_header: 'A custom header of the webhook must not be sent; set the custom headers anew.',
  sending_failed:
    'The request could not be sent by a fault of this service; it is sent again and no retry was used up.',
} as const;

export type AttemptError = keyof typeof attemptErrors;

/** What a status means for a webhook; null is success. */
export function errorOfStatus(status: number): AttemptError | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirect';
  if (status === 410) return 'gone';
  if (status === 429) return 'too_many_requests';
  return [502, 503, 504].includes(status) ? 'unavailable' : 'unexpected_status';
}

/** An attempt that failed for a reason that we know ourselves. */
export class AttemptFault extends Error {
  readonly error: AttemptError;

  constructor(error: AttemptError, detail: string) {
    super(detail);
    this.error = error;
  }
}

const codes: Record<string, AttemptError> = {
  ENOTFOUND: 'dns_failed',
  EAI_AGAIN: 'dns_failed',
  EAI_FAIL: 'dns_failed',
  EAI_NODATA: 'dns_failed',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connection_reset',
  ETIMEDOUT: 'connect_timeout',
  EPROTO: 'tls_failed',
  CERT_HAS_EXPIRED: 'tls_expired',
  CERT_NOT_YET_VALID: 'tls_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_wrong_host',
  HOSTNAME_MISMATCH: 'tls_wrong_host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_untrusted',
  CERT_UNTRUSTED: 'tls_untrusted',
  INVALID_CA: 'tls_untrusted',
  INVALID_PURPOSE: 'tls_failed',
  PATH_LENGTH_EXCEEDED: 'tls_failed',
  ERROR_IN_CERT_NOT_BEFORE_FIELD: 'tls_failed',
  ERROR_IN_CERT_NOT_AFTER_FIELD: 'tls_failed',
  // What Node calls all that OpenSSL finds beyond the codes it knows: keys and digests that are too weak, and more.
  UNSPECIFIED: 'tls_failed',
  UND_ERR_HEADERS_OVERFLOW: 'headers_too_large',
  // Of this machine: out of sockets, ports or memory, or a request that we made badly.
  EMFILE: 'sending_failed',
  ENFILE: 'sending_failed',
  ENOMEM: 'sending_failed',
  ENOBUFS: 'sending_failed',
  EADDRNOTAVAIL: 'sending_failed',
  UND_ERR_INVALID_ARG: 'sending_failed',
  UND_ERR_DESTROYED: 'sending_failed',
  UND_ERR_CLOSED: 'sending_failed',
};

/** The names in a certificate are a stranger's to choose: 50 KiB of them are possible. */
const MOST_DETAIL = 1_000;

/** The stable code of an error thrown by the network or by undici, and its own words, at most 1,000 characters. */
export function classifyError(err: Error): { readonly error: AttemptError; readonly detail: string } {
  // A name with several addresses fails with one error for each of them and no words of its own.
  const first = err instanceof AggregateError && err.errors[0] instanceof Error ? err.errors[0] : err;
  const detail = first.message || first.name;
  return {
    error: codeOf(first),
    detail: detail.length > MOST_DETAIL ? `${detail.slice(0, MOST_DETAIL - 1)}…` : detail,
  };
}

function codeOf(err: Error): AttemptError {
  if (err instanceof AttemptFault) return err.error;
  const code = 'code' in err && typeof err.code === 'string' ? err.code : '';
  // What undici calls an unasked-for 100 Continue or 101 Switching Protocols.
  if (code === 'UND_ERR_SOCKET' && /^bad (response|upgrade)$/.test(err.message)) return 'invalid_response';
  const known = codes[code];
  if (known !== undefined) return known;
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|ERR_OSSL)/.test(code)) return 'tls_failed';
  // By its name, since undici leaves the code of its parser's errors empty.
  if (err.name === 'HTTPParserError') return 'invalid_response';
  // What is left is the network's doing, not ours: a receiver must not be able to make us try for ever.
  return err instanceof TypeError || code === '' ? 'sending_failed' : 'connection_failed';
}
