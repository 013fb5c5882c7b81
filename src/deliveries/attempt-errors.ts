/** Why an attempt failed: stable code → what the developer of the receiving server should do. Kept equal to docs/errors.md. */
export const attemptErrors = {
  dns_failed:
    'The host name of the delivery URL could not be resolved; check its spelling and its DNS records.',
  blocked_address: 'The delivery URL leads to an address that is not public; use a public one.',
  connection_refused: 'Nothing listens at this address and port; start the server or correct the port.',
  connection_reset:
    'The connection was closed before the answer was complete; look for a crash or a proxy limit.',
  connect_timeout: 'No connection within 5 seconds; check the firewall and that the server is reachable.',
  connection_failed: 'The network could not reach the server; see the detail.',
  tls_failed: 'The secure connection failed; check that the certificate is valid for this host and complete.',
  timeout: 'No answer within 15 seconds; answer first and do the work afterwards.',
  response_too_slow: 'The answer began but was not complete within 15 seconds; answer with a short body.',
  invalid_response: 'What came back is not HTTP, or its headers are larger than 16 KiB.',
  redirect: 'Redirects are not followed; set the delivery URL to where it leads.',
  unexpected_status: 'The server answered with an error; any 2xx status means success.',
  worker_lost: 'The process that was sending this stopped; it is sent again and no retry was used up.',
  sending_failed: 'The request could not be sent; see the detail.',
} as const;

export type AttemptError = keyof typeof attemptErrors;

const codes: Record<string, AttemptError> = {
  ENOTFOUND: 'dns_failed',
  EAI_AGAIN: 'dns_failed',
  EAI_FAIL: 'dns_failed',
  EAI_NODATA: 'dns_failed',
  EBLOCKED: 'blocked_address',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ETIMEDOUT: 'connect_timeout',
  EHOSTUNREACH: 'connection_failed',
  ENETUNREACH: 'connection_failed',
  EADDRNOTAVAIL: 'connection_failed',
  EPROTO: 'tls_failed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_failed',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_failed',
  UND_ERR_HEADERS_OVERFLOW: 'invalid_response',
  UND_ERR_RESPONSE_CONTENT_LENGTH_MISMATCH: 'invalid_response',
};

/** The stable code of an error thrown by the network or by undici. */
export function classifyError(err: Error): AttemptError {
  const inner = err instanceof AggregateError && err.errors[0] instanceof Error ? err.errors[0] : err;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  if (code in codes) return codes[code] ?? 'sending_failed';
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|ERR_OSSL)/.test(code)) return 'tls_failed';
  if (code.startsWith('HPE_')) return 'invalid_response';
  return 'sending_failed';
}
