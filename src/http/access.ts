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
  /** Whoever is signed in, for what is their own. `area`: which scope a token needs for it; left out: `person`. */
  | { readonly by: 'person'; readonly area?: 'portal' | 'settings' }
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

declare module 'fastify' {
  interface FastifyInstance {
    /** Who may call what, of every route there is; complete once the server is ready. */
    readonly routeAccess: readonly RouteAccess[];
    /** See `openToAnyone`. */
    defaultAccess: Access | null;
  }
}

/** Collects who may call each route; a route that does not say is a bug, found when the server is built. */
export function guardAccess(app: Server): void {
  const routes: RouteAccess[] = [];
  app.decorate('routeAccess', routes);
  app.decorate('defaultAccess', null);
  app.addHook('onRoute', function (route) {
    const access = route.config?.access ?? this.defaultAccess ?? undefined;
    for (const method of [route.method].flat()) {
      if (access === undefined) {
        throw new Error(`${method} ${route.url} does not say who may call it (config.access)`);
      }
      route.config = { ...route.config, access };
      routes.push({ method, url: route.url, access });
    }
  });
}

/** Lets anyone call the routes of a scope that do not say: a plugin's own routes cannot. */
export function openToAnyone(scope: Server): void {
  scope.defaultAccess = anyone.access;
}

/** For pages, documents and what guards itself. */
export const anyone = { access: { by: 'anyone' } } as const satisfies FastifyContextConfig;
