import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { eventCatalogue } from '../events/catalogue.ts';
import { version } from '../lib/version.ts';
import { anyone } from './access.ts';
import { describeRoute, securitySchemes } from './describe-access.ts';
import type { Server } from './server.ts';

/** OpenAPI 3.1 of everything, from the schemas that also validate; the events stand under `webhooks`. */
export function openApiOptions(): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'fieldhook',
        version,
        description:
          'Online scheduling for home-service companies, and its webhooks. Errors are `application/problem+json`; `data.code` is stable.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as never,
      },
      servers: [{ url: '/', description: 'The server that answers this document.' }],
      tags: [
        {
          name: 'Scheduling Pro',
          description: 'The public API: schedulers, routers, their sessions and performance.',
        },
        { name: 'Events', description: 'What webhooks tell.' },
        { name: 'Visitor', description: 'What the booking page calls while a visitor goes through it.' },
        { name: 'People', description: 'Signing in, second factor, personal access tokens, the terms.' },
        { name: 'Portal', description: 'What developers do: apps, versions, webhooks, connections.' },
        { name: 'Settings', description: 'What a tenant does: connections, secrets, routers, its people.' },
        { name: 'Operator', description: "What the vendor's own staff does." },
      ],
      components: {
        securitySchemes: structuredClone(securitySchemes) as never,
      },
      webhooks: Object.fromEntries(
        eventCatalogue.map((entry) => [entry.type, { post: webhookOperation(entry) }]),
      ) as never,
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access;
      if (access === undefined || schema?.hide === true) return { schema, url };
      return { schema: describeRoute(schema, { method: route.method, url, access }), url };
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json['$id'] === 'string' ? json['$id'] : `def-${index}`,
    },
  };
}

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

function webhookOperation({ title, description, schema, example }: (typeof eventCatalogue)[number]) {
  return {
    summary: title,
    description,
    tags: ['Events'],
    parameters: [
      header('webhook-id', 'The delivery: the CloudEvents `id`.'),
      header('webhook-timestamp', 'Unix seconds of this attempt.'),
      header(
        'webhook-signature',
        'Standard Webhooks 1.0: space-separated `v1,<base64 HMAC-SHA256>`, and `v1a,<base64 ed25519>` if the webhook signs asymmetrically.',
      ),
      header('x-servicetitan-signature', 'Lowercase hex HMAC-SHA256 of the body bytes.'),
    ],
    requestBody: { required: true, content: { 'application/json': { schema, example } } },
    responses: { '2XX': { description: 'Received. Anything else is tried again.' } },
  };
}

export function openApiRoutes(app: Server): void {
  app.get('/openapi.json', { schema: { hide: true }, config: anyone }, () => app.swagger());
}
