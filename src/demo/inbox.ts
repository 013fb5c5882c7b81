import { Ajv2020 } from 'ajv/dist/2020.js';
import { anyone } from '../http/access.ts';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { html, page } from '../http/html.ts';
import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import { once } from '../lib/once.ts';
import type { DemoTenant } from './seed.ts';

export interface Arrival {
  readonly at: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: EventBody;
  readonly verified: boolean;
}

/** Whoever can reach this port may post, so nothing but what is checked here is relied on. */
const EventBody = Type.Object({
  type: Type.String(),
  data: Type.Object({ session: Type.Object({ id: Type.String() }) }),
});
type EventBody = Static<typeof EventBody>;
const validator = once(() => new Ajv2020().compile<EventBody>(EventBody));

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

  receive(headers: Readonly<Record<string, string>>, bytes: Buffer, at: Date): void {
    const body = parseEvent(bytes);
    if (body === undefined)
      throw new ApiError('malformed_json', { body: ['The demo inbox takes webhooks only.'] });
    this.#arrivals.unshift({ at, headers, body, verified: this.#verify(headers, bytes) });
    this.#arrivals.length = Math.min(this.#arrivals.length, KEPT);
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

function parseEvent(bytes: Buffer): EventBody | undefined {
  try {
    const body: unknown = JSON.parse(bytes.toString());
    const isEventBody = validator();
    return isEventBody(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** A website that makes its own name point at this machine must not read what visitors typed. */
function isLoopbackName(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(hostname);
}

/** Registered only with the embedded database and a loopback bind. */
export function demoInboxRoutes(app: Server, inbox: DemoInbox): void {
  app.get('/demo/inbox', { schema: { hide: true }, config: anyone }, (req, reply) => {
    if (!isLoopbackName(req.hostname)) return reply.callNotFound();
    const arrivals = inbox.arrivals.map((arrival) => {
      const { type, data } = arrival.body;
      const verdict = arrival.verified
        ? html`<span class="good">✓ signature verified</span>`
        : html`<span class="bad">✗ signature does not verify</span>`;
      const headers = SHOWN_HEADERS.map(
        (name) =>
          html`<dt>${name}</dt>
            <dd><code>${arrival.headers[name] ?? '(missing)'}</code></dd>`,
      );
      return html`<li>
        <strong>${type}</strong> ${verdict}
        <p class="quiet">${arrival.at.toISOString()} · session <code>${data.session.id}</code></p>
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
    return reply.type('text/html').send(page('Demo inbox', body, { script: '/demo/inbox.js' }));
  });

  app.get('/demo/inbox.js', { schema: { hide: true }, config: anyone }, (_req, reply) => {
    reply.type('text/javascript').send(script);
  });

  app.register(async (raw: Server) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_req, body, done) => done(null, body));
    raw.post('/demo/inbox', { schema: { hide: true }, config: anyone }, (req, reply) => {
      const headers = Object.fromEntries(
        Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
      );
      inbox.receive(headers, Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0), new Date());
      reply.code(204).send();
    });
  });
}
