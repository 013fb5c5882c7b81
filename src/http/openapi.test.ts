import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { eventTypes } from '../events/event-types.ts';

const database = useDatabase();

type Operation = {
  operationId: string;
  tags: string[];
  security: Record<string, string[]>[];
  summary: string;
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: Record<string, unknown>; example?: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>;
};
let openApi: {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  tags: { name: string }[];
  components: { schemas: Record<string, { required: string[] }>; securitySchemes: object };
};

const operations = () =>
  Object.entries(openApi.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  );

beforeAll(async () => {
  const app = await buildTestApp(database.current.db, new TestClock().now);
  const answer = await app.inject('/openapi.json');
  expect(answer.statusCode).toBe(200);
  openApi = answer.json();
});

/** The pointers of everything that stands where a schema belongs. */
function findSchemas(node: unknown, path: string[]): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, child]) => {
    const here = [...path, name.replaceAll('~', '~0').replaceAll('/', '~1')];
    if (name === 'schema') return [here.map(encodeURIComponent).join('/')];
    return name === 'example' ? [] : findSchemas(child, here);
  });
}

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

  test('names every call once, and says of each its part, its security and its errors', () => {
    const tags = openApi.tags.map(({ name }) => name);
    const schemes = Object.keys(openApi.components.securitySchemes);
    for (const { name, operation } of operations()) {
      const { operationId, summary, security, responses } = operation;
      expect({ name, operationId }).toEqual({
        name,
        operationId: expect.stringMatching(/^[a-z][A-Za-z0-9]+$/),
      });
      expect({ name, summary }).toEqual({ name, summary: expect.stringMatching(/\S/) });
      expect({ name, tags: operation.tags }).toEqual({ name, tags: [expect.toBeOneOf(tags)] });
      expect({ name, security }).toEqual({ name, security: expect.any(Array) });
      for (const scheme of security.flatMap((one) => Object.keys(one))) expect(schemes).toContain(scheme);
      const codes = Object.keys(responses);
      expect({ name, codes }).toEqual({ name, codes: expect.arrayContaining([expect.stringMatching(/^4/)]) });
      expect({ name, codes }).toEqual({
        name,
        codes: expect.arrayContaining([expect.stringMatching(/^[23]/)]),
      });
    }
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('says of every path parameter that it is one', () => {
    for (const { name, operation } of operations()) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const described = (operation.parameters ?? []).filter((one) => one.in === 'path' && one.required);
      expect({ name, parameters: described.map((one) => one.name) }).toEqual({ name, parameters: inPath });
    }
  });

  test('holds only schemas that are JSON Schema 2020-12', () => {
    const ajv = formats.default(new Ajv2020({ strict: false }));
    ajv.addSchema(openApi, 'api');
    const pointers = findSchemas(openApi, []);
    expect(pointers.length).toBeGreaterThan(20);
    for (const pointer of pointers)
      expect(() => ajv.compile({ $ref: `api#/${pointer}` }), pointer).not.toThrow();
  });

  test('describes every route of the visitor with its body, answers and errors', () => {
    const actions = ['progress', 'heartbeat', 'hints', 'complete'];
    const paths = ['/scheduler/v1/sessions', ...actions.map((action) => `${sessionPath}/${action}`)];
    expect(Object.keys(openApi.paths).filter((path) => path.startsWith('/scheduler/v1/sessions'))).toEqual(
      paths,
    );
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
