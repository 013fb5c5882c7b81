import { readFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';

const read = (name: string): string =>
  readFileSync(new URL(`fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

export type TestCertificate =
  | 'cert'
  | 'expired-cert'
  | 'early-cert'
  | 'incomplete-cert'
  | 'self-signed-cert'
  | 'client-cert'
  | 'weak-cert';

/** Key and certificate for hooks.example, proxy.example and 127.0.0.1; `test/fixtures/tls/ca.pem` vouches for `cert`. */
export const tlsOf = (certificate: TestCertificate): { key: string; cert: string } => ({
  key: read('key'),
  cert: read(certificate),
});

/** Makes this process trust the authorities of the fixtures, for good. */
export function trustTestAuthority(): void {
  setDefaultCACertificates([...getCACertificates('default'), read('ca'), read('second-ca')]);
}

export interface SecureServer {
  readonly port: number;
  readonly requests: readonly {
    readonly servername: string | false | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly localAddress: string | undefined;
    readonly isResumed: boolean;
  }[];
  connections(): number;
  /** Shows another certificate from now on, and every connection closes after its answer; sessions can still be resumed. */
  present(certificate: TestCertificate): void;
}

/** An https server on every address of this machine that answers 204; closed when the test ends. */
export async function startSecureServer(
  certificate: TestCertificate = 'cert',
  options: ServerOptions = {},
): Promise<SecureServer> {
  const requests: SecureServer['requests'][number][] = [];
  let connections = 0;
  let isClosing = false;
  const server = createServer({ ...tlsOf(certificate), ...options }, (req, res) => {
    const socket = req.socket as TLSSocket & { servername?: string | false };
    requests.push({
      servername: socket.servername,
      headers: req.headers,
      localAddress: socket.localAddress,
      isResumed: socket.isSessionReused(),
    });
    if (isClosing) res.setHeader('connection', 'close');
    req.resume().on('end', () => res.writeHead(204).end());
  });
  server.on('connection', () => void (connections += 1));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const present = (other: TestCertificate): void => {
    const keys = server.getTicketKeys();
    server.setSecureContext({ ...tlsOf(other), ...options });
    server.setTicketKeys(keys);
    isClosing = true;
  };
  return { port: (server.address() as AddressInfo).port, requests, connections: () => connections, present };
}
