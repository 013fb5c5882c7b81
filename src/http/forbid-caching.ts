import type { FastifyReply, FastifyRequest } from 'fastify';

/** An `onRequest` of routes whose answers show what only this person may see, or show it only once. */
export async function forbidCaching(_req: FastifyRequest, reply: FastifyReply): Promise<void> {
  void reply.header('cache-control', 'no-store');
}
