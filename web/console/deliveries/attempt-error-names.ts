import type { AttemptError } from '../../../src/deliveries/attempt-errors.ts';

/** What went wrong with an attempt, in some words; what to do about it the server says in a sentence. */
export const attemptErrorNames: Readonly<Record<AttemptError, string>> = {
  dns_failed: 'Host name not found',
  blocked_address: 'Address is not public',
  port_not_allowed: 'Port not allowed',
  insecure_url: 'Not https',
  connection_refused: 'Connection refused',
  connection_reset: 'Connection closed early',
  connect_timeout: 'No connection in time',
  connection_failed: 'Network failure',
  tls_expired: 'Certificate expired',
  tls_wrong_host: 'Certificate of another host',
  tls_untrusted: 'Certificate not trusted',
  tls_failed: 'No secure connection',
  timeout: 'No answer in time',
  response_too_slow: 'Answer too slow',
  invalid_response: 'Not valid HTTP',
  headers_too_large: 'Headers too large',
  redirect: 'Redirect',
  gone: 'Gone',
  too_many_requests: 'Too many requests',
  unavailable: 'Overloaded or down',
  unexpected_status: 'Refused',
  proxy_failed: 'Proxy failed',
  worker_lost: 'Sending was interrupted',
  invalid_header: 'Custom header not valid',
  sending_failed: 'Fault of this service',
};

export const attemptErrorName = (code: string): string =>
  (attemptErrorNames as Readonly<Record<string, string>>)[code] ?? code;
