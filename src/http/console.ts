import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anyone, openToAnyone } from './access.ts';
import { policyWithStyleNonce } from './content-security-policy.ts';
import { html, page } from './html.ts';
import type { Server } from './server.ts';

const built = join(import.meta.dirname, '../../dist/web');

/** Where the console's pages lie; whatever is below an address, the browser decides what to show. */
const areas = ['/portal', '/settings', '/operator', '/account', '/sign-in', '/register'];

const hidden = { schema: { hide: true }, config: anyone };
const YEAR_MS = 31_536_000_000;

/**
 * The console, as `npm run build` left it in dist/web: one page for all its addresses, and beside it files whose names change
 * with what is in them. Without them everything else works, and its addresses say what to run.
 */
export function consoleRoutes(app: Server, directory: string = built): void {
  if (!existsSync(directory)) app.log.warn('the console is not built; run `npm run build`');
  const show = (req: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    sendPage(reply.headers(tellFirstCalls(req.url)), join(directory, 'index.html'));
  for (const area of areas) {
    app.get(area, hidden, show);
    app.get(`${area}/*`, hidden, show);
  }
  app.register(async (files: Server) => {
    openToAnyone(files);
    await files.register(fastifyStatic, {
      root: join(directory, 'console'),
      prefix: '/console/',
      schemaHide: true,
      index: false,
      suppressWarning: true,
      // The build left each file also compressed.
      preCompressed: true,
      maxAge: YEAR_MS,
      immutable: true,
    });
  });
}

/** What the page is going to ask first is on its way while its scripts are; the browser gives the answers to the page's own calls. */
function tellFirstCalls(url: string): Record<string, string> {
  if (url.startsWith('/sign-in') || url.startsWith('/register')) return {};
  const tenant = /^\/settings\/tenants\/\d{1,16}(?=[/?]|$)/.exec(url)?.[0];
  const calls = ['/api/people/me', ...(tenant === undefined ? [] : [`/api${tenant}`])];
  return { link: calls.map((call) => `<${call}>; rel=preload; as=fetch; crossorigin`).join(', ') };
}

async function sendPage(reply: FastifyReply, file: string): Promise<FastifyReply> {
  reply.type('text/html').header('cache-control', 'no-store');
  // Read anew each time: it is small, and a build while the server runs shows at once.
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return reply.code(503).send(notBuilt);
  const nonce = randomBytes(18).toString('base64url');
  return reply
    .header('content-security-policy', policyWithStyleNonce(nonce))
    .send(text.replaceAll('%STYLE_NONCE%', nonce));
}

const notBuilt = page(
  'Console not built',
  html`<h1>The console is not built</h1>
    <p>
      Run <code>npm run build</code> where fieldhook is installed, then load this page again. Everything else
      works meanwhile.
    </p>`,
);
