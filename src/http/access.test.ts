import { fastify } from 'fastify';
import { describe, expect, test } from 'vitest';
import { anyone, guardAccess, openToAnyone } from './access.ts';
import { operationIdOf, securityOf } from './describe-access.ts';
import type { Server } from './server.ts';

describe('a server', () => {
  test('is not built with a route that does not say who may call it', () => {
    const app: Server = fastify();
    guardAccess(app);
    app.get('/pages', { config: anyone }, () => 'page');
    expect(() => app.get('/secrets', () => 'secret')).toThrow('GET /secrets does not say who may call it');
  });

  test('lists who may call each of its routes', async () => {
    const app: Server = fastify();
    guardAccess(app);
    app.post('/things', { config: { access: { by: 'operator' } } }, () => 'done');
    app.register(async (plugin: Server) => {
      openToAnyone(plugin);
      plugin.put('/plugin', () => 'done');
    });
    app.register(async (other: Server) => {
      expect(() => other.put('/other', () => 'done')).toThrow('/other does not say');
    });
    await app.ready();
    expect(app.routeAccess).toEqual([
      { method: 'POST', url: '/things', access: { by: 'operator' } },
      { method: 'PUT', url: '/plugin', access: { by: 'anyone' } },
    ]);
  });
});

describe('the API description', () => {
  test('derives the security of a call from who may call it', () => {
    expect(securityOf({ by: 'anyone' }, '/events/catalogue')).toEqual([]);
    expect(securityOf({ by: 'visitor' }, '/scheduler/v1/sessions')).toEqual([]);
    expect(securityOf({ by: 'visitor' }, '/scheduler/v1/sessions/:sessionId/hints')).toEqual([
      { sessionSecret: [] },
      {},
    ]);
    expect(securityOf({ by: 'tenant', needs: 'member' }, '/')).toEqual([
      { signIn: [] },
      { personalAccessToken: [] },
    ]);
    expect(securityOf({ by: 'client', scope: 'tn.sp.schedulers:r' }, '/')).toEqual([
      { accessToken: ['tn.sp.schedulers:r'], appKey: [] },
      { accessToken: ['tn.sp.schedulers:r'], appKeyInQuery: [] },
    ]);
  });

  test('makes the id of a call of its method and address', () => {
    expect(operationIdOf('POST', '/scheduler/v1/sessions/:sessionId/hints')).toBe(
      'postSchedulerV1SessionsBySessionIdHints',
    );
    expect(operationIdOf('GET', '/.well-known/jwks.json')).toBe('getWellKnownJwksJson');
  });
});
