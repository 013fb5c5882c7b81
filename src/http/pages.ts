import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoInbox } from '../demo/inbox.ts';
import { tryItSection } from '../demo/try-it.ts';
import { errorCatalogue } from '../lib/errors.ts';
import { anyone } from './access.ts';
import { html, page } from './html.ts';
import type { Server } from './server.ts';

const stylesheet = readFileSync(join(import.meta.dirname, '../../web/pages/pages.css'), 'utf8');

const hidden = { schema: { hide: true }, config: anyone };

/** The few pages of the server itself: what runs here, and what its error types mean. */
export function pageRoutes(
  app: Server,
  { demo, baseUrl }: { demo?: DemoInbox | undefined; baseUrl: () => string },
): void {
  app.get('/assets/pages.css', hidden, (_req, reply) => {
    reply.type('text/css').header('cache-control', 'public, max-age=300').send(stylesheet);
  });

  app.get('/', hidden, (_req, reply) => {
    const tenant = demo?.tenant;
    const links = html`<ul class="cards">
      <li>
        <a href="/portal">Developer portal</a>
        <span class="quiet">create and manage applications</span>
      </li>
      <li>
        <a href="/settings">Settings</a>
        <span class="quiet">of a tenant: connected apps, sessions, people</span>
      </li>
      <li>
        <a href="/docs">API reader</a>
        <span class="quiet">every call with its fields, answers and errors</span>
      </li>
      <li>
        <a href="/openapi.json">API description</a>
        <span class="quiet">the same as OpenAPI 3.1, for tools</span>
      </li>
      <li>
        <a href="/events/catalogue">Event catalogue</a>
        <span class="quiet">each type of webhook with its JSON Schema and an example</span>
      </li>
      <li><a href="/errors">Errors</a> <span class="quiet">what each error code means</span></li>
    </ul>`;
    const body = html`<h1>fieldhook is running</h1>
      <p>
        Online scheduling for home-service companies. The moment a visitor completes a booking, or leaves
        after giving a phone number or e-mail address, every connected app gets a signed webhook.
      </p>
      ${tenant === undefined ? html`` : tryItSection(tenant, baseUrl())}
      <h2>Where to go</h2>
      ${links}`;
    reply.type('text/html').send(page('Running', body));
  });

  app.get('/errors', hidden, (_req, reply) => {
    const entries = Object.entries(errorCatalogue).map(
      ([code, { status, title }]) =>
        html`<li id="${code}">
          <strong><code>${code}</code></strong> <span class="quiet">HTTP ${status}</span>
          <p>${title}</p>
        </li>`,
    );
    reply.type('text/html').send(
      page(
        'Errors',
        html`<h1>Errors</h1>
          <ul class="cards">
            ${entries}
          </ul>`,
      ),
    );
  });
}
