import swaggerUi from '@fastify/swagger-ui';
import { openToAnyone } from './access.ts';
import type { Server } from './server.ts';

/** `/docs`: reads the API description, the webhooks included, with nothing from outside. */
export function apiReaderRoutes(app: Server): void {
  app.register(async (docs: Server) => {
    openToAnyone(docs);
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      theme: { title: 'fieldhook API' },
      // Without the top bar: it asks for addresses of other documents, and its logo brings a style of its own, which the
      // server's content security policy (the same as for every page: nothing inline, nothing from outside) refuses.
      uiConfig: { layout: 'BaseLayout', docExpansion: 'list', deepLinking: true },
    });
  });
}
