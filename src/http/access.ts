import type { FastifyContextConfig } from 'fastify';
import type { Server } from './server.ts';

/**
 * Who may call a route. It stands in the route's `config.access`, and what stands there is what is enforced: `guardAccess`
 * refuses to build a server with a route that does not say, and the people's and the clients' hooks check what it says.
 */
export type Access =
  /** Without credentials. */
  | { readonly by: 'anyone' }
  /** A visitor, with the secret of the session in the path; the handler checks it under the session's lock. */
  | { readonly by: 'visitor' }
  /** Whoever is signed in, for what is their own. */
  | { readonly by: 'person' }
  /** A developer who accepted the terms; the handler shows only what belongs to the developer's organisations. */
  | { readonly by: 'developer' }
  /** Somebody who works for the tenant `:tenantId` of the path. */
  | { readonly by: 'tenant'; readonly needs: TenantPermission }
  | { readonly by: 'operator' }
  /** An app with an access token for the tenant `:tenant` of the path and its app key. */
  | { readonly by: 'client'; readonly scope: string };

/** `member`: every administrator and office employee. */
export type TenantPermission = 'member' | 'manage_api_access' | 'administrator';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** A route as the table of who may call what lists it. */
export interface RouteAccess {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

/** Collects who may call each route; a route that does not say is a bug, found when the server is built. */
export function guardAccess(app: Server): readonly RouteAccess[] {
  const routes: RouteAccess[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    const access = config?.access;
    for (const one of Array.isArray(method) ? method : [method]) {
      if (access === undefined) throw new Error(`${one} ${url} does not say who may call it (config.access)`);
      routes.push({ method: one, url, access });
    }
  });
  return routes;
}

/** For pages, documents and what guards itself. */
export const anyone = { access: { by: 'anyone' } } as const satisfies FastifyContextConfig;
