import { beforeAll, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { eventTypes } from '../events/catalogue.ts';

const database = useDatabase();

type Operation = {
  summary: string;
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: Record<string, unknown>; example?: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>;
};
let openApi: {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  components: { schemas: Record<string, { required: string[] }>; securitySchemes: object };
};

beforeAll(async () => {
  const app = await buildTestApp(database.current.db, new TestClock().now);
  const answer = await app.inject('/openapi.json');
  expect(answer.statusCode).toBe(200);
  openApi = answer.json();
});

const sessionPath = '/scheduler/v1/sessions/{sessionId}';

describe('the API description', () => {
  test('is OpenAPI 3.1 and refers only to what it holds', () => {
    expect(openApi.openapi).toMatch(/^3\.1\./);
    const refs = JSON.stringify(openApi).matchAll(/"\$ref":"([^"]+)"/g);
    for (const [, ref = ''] of refs) {
      const found = ref
        .split('/')
        .slice(1)
        .reduce<unknown>((node, name) => (node as Record<string, unknown>)?.[name], openApi);
      expect({ ref, found }).toEqual({ ref, found: expect.any(Object) });
    }
  });

  test('describes every route of the visitor with its body, answers and errors', () => {
    const actions = ['progress', 'heartbeat', 'hints', 'complete'];
    const paths = ['/scheduler/v1/sessions', ...actions.map((action) => `${sessionPath}/${action}`)];
    expect(Object.keys(openApi.paths).filter((path) => path.startsWith('/scheduler/'))).toEqual(paths);
    for (const path of paths) {
      const operation = openApi.paths[path]?.['post'];
      expect(operation?.summary).toMatch(/\S/);
      expect(operation?.requestBody?.content['application/json']?.schema).toMatchObject({
        type: 'object',
        additionalProperties: false,
      });
      expect(Object.keys(operation?.responses ?? {})).toContain('4XX');
      const problem = operation?.responses['4XX']?.content?.['application/problem+json'];
      expect(problem?.schema).toEqual({ $ref: '#/components/schemas/Problem' });
      for (const response of Object.values(operation?.responses ?? {})) {
        expect(response.description).toMatch(/\S/);
      }
    }
    const parameters = openApi.paths[`${sessionPath}/complete`]?.['post']?.parameters;
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: 'idempotency-key', in: 'header', required: true }),
    );
  });

  test('requires every member of the error body', () => {
    const members = ['type', 'title', 'status', 'traceId', 'errors', 'data'];
    expect(openApi.components.schemas['Problem']?.required).toEqual(members);
  });

  test('holds every event as a webhook with schema and example', () => {
    expect(Object.keys(openApi.webhooks)).toEqual([...eventTypes]);
    for (const type of eventTypes) {
      const content = openApi.webhooks[type]?.post.requestBody?.content['application/json'];
      expect(content?.schema['properties']).toMatchObject({ type: { const: type } });
      expect(content?.example).toMatchObject({ type, specversion: '1.0' });
    }
  });
});
