import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anyone } from '../http/access.ts';
import { html, page } from '../http/html.ts';
import type { Server } from '../http/server.ts';
import { PASSWORD_MIN_LENGTH } from './password-length.ts';

const script = readFileSync(join(import.meta.dirname, '../../web/pages/password.js'), 'utf8');

const options = { schema: { hide: true }, config: anyone };

/** Where a one-time link leads: a person sets a password. The token stands behind the `#`, which no server is ever sent. */
export function passwordPage(app: Server): void {
  app.get('/password', options, (_req, reply) => {
    const form = html`<h1>Set your password</h1>
      <p id="message" role="status" class="quiet">
        Choose a password of at least ${PASSWORD_MIN_LENGTH} characters. It ends every other sign-in of yours.
      </p>
      <form id="form">
        <label for="password">New password</label>
        <input
          id="password"
          type="password"
          autocomplete="new-password"
          minlength="${PASSWORD_MIN_LENGTH}"
          required
        />
        <label for="again">The same again</label>
        <input id="again" type="password" autocomplete="new-password" required />
        <button type="submit">Set password</button>
      </form>
      <noscript><p class="bad">This page needs JavaScript.</p></noscript>`;
    reply
      .type('text/html')
      .header('referrer-policy', 'no-referrer')
      .send(page('Set your password', form, { script: '/password.js' }));
  });

  app.get('/password.js', options, (_req, reply) => {
    reply.type('text/javascript').send(script);
  });
}
