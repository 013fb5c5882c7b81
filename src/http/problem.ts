import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { errorCatalogue, type ErrorCode, type FieldErrors } from '../lib/errors.ts';

/** The body of every error answer (`application/problem+json`); all members are always there. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Address of the description of this kind of error.' }),
    title: Type.String(),
    status: Type.Integer(),
    traceId: Type.String({ description: 'Name this when you ask for help; it stands in the log.' }),
    errors: Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'Field → what is wrong with it.',
    }),
    data: Type.Object(
      { code: Type.String({ description: 'Stable code of this kind of error.' }) },
      { additionalProperties: true },
    ),
  },
  { $id: 'Problem', description: 'An error.' },
);

export type Problem = Type.Static<typeof Problem>;

export function toProblem(
  baseUrl: string,
  code: ErrorCode,
  traceId: string,
  errors: FieldErrors = {},
): Problem {
  const { status, title } = errorCatalogue[code];
  return { type: `${baseUrl}/errors#${code}`, title, status, traceId, errors, data: { code } };
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 503) reply.header('retry-after', '2');
  // RFC 9110 asks for it; sign-in cookies have no scheme of their own.
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
