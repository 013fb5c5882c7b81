import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { lateCompilers } from './late-compilers.ts';

const database = useDatabase(1);

test('the schemas of all routes can be compiled', async () => {
  const compileAtStart = true;
  const app = await buildTestApp(database.current.db, new TestClock().now, undefined, [], { compileAtStart });
  await app.ready();
});

test('a schema is compiled with its first request, and then refuses, fills in and leaves out as ever', async () => {
  const schema = {
    body: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string', maxLength: 3 }, count: { type: 'integer', default: 1 } },
    },
    response: {
      200: { type: 'object', properties: { name: { type: 'string' }, count: { type: 'integer' } } },
    },
  };
  const servers = [fastify(), fastify({ schemaController: { compilersFactory: lateCompilers() } })];
  for (const [index, app] of servers.entries()) {
    app.post('/', { schema }, (req) => ({ ...(req.body as object), secret: 'x' }));
    app.post('/broken', { schema: { body: { type: 'nothing' } } }, () => 'never');
    // With Fastify's own way, one broken schema keeps the server from starting.
    if (index === 0) await expect(app.ready()).rejects.toThrow(/Failed building the validation schema/);
  }
  const late = servers[1]!;
  const post = (url: string, payload: object) => late.inject({ method: 'POST', url, payload });
  for (let round = 0; round < 2; round += 1) {
    expect((await post('/', { name: 'Kim' })).body).toBe('{"name":"Kim","count":1}');
    expect((await post('/', { name: 'Robin' })).json()).toMatchObject({
      statusCode: 400,
      message: 'body/name must NOT have more than 3 characters',
    });
    expect((await post('/', {})).statusCode).toBe(400);
    expect((await post('/broken', {})).statusCode).toBe(500);
  }
});
