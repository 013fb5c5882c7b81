import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html, page } from '../http/html.ts';
import type { Server } from '../http/server.ts';
import type { DemoTenant } from './seed.ts';

export interface Arrival {
  readonly at: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly verified: boolean;
}

const KEPT = 50;
const SHOWN_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'x-servicetitan-signature'];

/** A receiver inside the server for the demo tenant's app: keeps the last arrivals in memory and shows them. */
export class DemoInbox {
  /** Known once the server listens and the demo is seeded. */
  tenant: DemoTenant | undefined;
  readonly #arrivals: Arrival[] = [];

  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  receive(headers: Readonly<Record<string, string>>, bytes: Buffer, at: Date): Arrival {
    const arrival = {
      at,
      headers,
      body: JSON.parse(bytes.toString()) as unknown,
      verified: this.#verify(headers, bytes),
    };
    this.#arrivals.unshift(arrival);
    this.#arrivals.length = Math.min(this.#arrivals.length, KEPT);
    return arrival;
  }

  #verify(headers: Readonly<Record<string, string>>, bytes: Buffer): boolean {
    const key = Buffer.from((this.tenant?.hmacKey ?? '').replace(/^whsec_/, ''), 'base64');
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`;
    const expected = Buffer.from(createHmac('sha256', key).update(signed).update(bytes).digest('base64'));
    return (headers['webhook-signature'] ?? '').split(' ').some((signature) => {
      const given = Buffer.from(signature.replace(/^v1,/, ''));
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }
}

const script = readFileSync(join(import.meta.dirname, '../../web/pages/inbox.js'), 'utf8');

/** Registered only with the embedded database and a loopback bind. */
export function demoInboxRoutes(app: Server, inbox: DemoInbox): void {
  app.get('/demo/inbox', { schema: { hide: true } }, (_req, reply) => {
    const arrivals = inbox.arrivals.map((arrival) => {
      const { type, data } = arrival.body as { type?: string; data?: { session?: { id?: string } } };
      const verdict = arrival.verified
        ? html`<span class="good">✓ signature verified</span>`
        : html`<span class="bad">✗ signature does not verify</span>`;
      const headers = SHOWN_HEADERS.map(
        (name) =>
          html`<dt>${name}</dt>
            <dd><code>${arrival.headers[name] ?? '(missing)'}</code></dd>`,
      );
      return html`<li>
        <strong>${type ?? 'unknown'}</strong> ${verdict}
        <p class="quiet">${arrival.at.toISOString()} · session <code>${data?.session?.id ?? ''}</code></p>
        <dl>${headers}</dl>
        <details>
          <summary>Body</summary>
          <pre tabindex="0">${JSON.stringify(arrival.body, null, 2)}</pre>
        </details>
      </li>`;
    });
    const list =
      arrivals.length === 0
        ? html`<p>Nothing has arrived yet. <a href="/">Play a visitor</a> and come back.</p>`
        : html`<ul class="cards">
            ${arrivals}
          </ul>`;
    const body = html`<h1>Demo inbox</h1>
      <p class="quiet">
        What the demo app's webhook received since this process started, newest first, at most ${KEPT}.
      </p>
      ${list}`;
    reply.type('text/html').send(page('Demo inbox', body, { script: '/demo/inbox.js' }));
  });

  app.get('/demo/inbox.js', { schema: { hide: true } }, (_req, reply) => {
    reply.type('text/javascript').send(script);
  });

  app.register(async (raw: Server) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_req, body, done) => done(null, body));
    raw.post('/demo/inbox', { schema: { hide: true } }, (req, reply) => {
      const headers = Object.fromEntries(
        Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
      );
      inbox.receive(headers, req.body as Buffer, new Date());
      reply.code(204).send();
    });
  });
}
