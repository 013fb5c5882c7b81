import type { FastifyServerOptions } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { FieldErrors } from '../lib/errors.ts';
import { sendProblem, toProblem } from './problem.ts';

type EarlyErrors = Pick<FastifyServerOptions, 'frameworkErrors' | 'clientErrorHandler'>;

/** What fails before there is a route, where no error handler is asked: answered with a problem body all the same. */
export function earlyErrors(baseUrl: () => string): EarlyErrors {
  return {
    frameworkErrors: (_err, req, reply) => {
      const errors = { path: ['Percent-encode it as UTF-8.'] };
      sendProblem(reply, toProblem(baseUrl(), 'malformed_request', req.id, errors));
    },
    clientErrorHandler: (err, socket) => {
      if (err.code === 'ECONNRESET' || socket.destroyed) return;
      const problem = toProblem(baseUrl(), 'malformed_request', randomUUID(), whatIsWrong(err.code));
      const body = JSON.stringify(problem);
      if (socket.writable) {
        socket.write(
          `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
        );
      }
      socket.destroy(err);
    },
  };
}

function whatIsWrong(code: string | undefined): FieldErrors {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { headers: ['Send at most 16 KiB.'] };
    case 'HPE_INVALID_HEADER_TOKEN':
      return { headers: ['One of them contains characters that no header may contain.'] };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { request: ['Send it within 30 seconds.'] };
    default:
      return {};
  }
}
