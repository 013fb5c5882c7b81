import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { createMailer, type SendMail } from '../src/people/mail.ts';

/** A mail server on a real socket that keeps what arrives, until the test ends. */
export async function openMailbox(): Promise<{ sendMail: SendMail; mails: string[]; url: string }> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  );
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return { sendMail: createMailer({ url, from: 'fieldhook <no-reply@fieldhook.test>' }), mails, url };
}

/** The token of the one-time link in a mail. */
export function tokenIn(mail: string | undefined): string {
  const text = (mail ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
  return /\/password#token=([A-Za-z0-9]+)/.exec(text)?.[1] ?? '';
}
