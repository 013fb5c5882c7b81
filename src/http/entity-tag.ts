import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../lib/errors.ts';

/** For the route's schema, so that the description of the API names the header; `revisionIn` checks it. */
export const IfMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({ description: 'The ETag of what was read: the change is refused if it is older.' }),
  ),
});

/** Puts the revision as a strong entity tag (RFC 9110) on the answer; every change of what is shown counts it up. */
export function tagWith(reply: FastifyReply, revision: number): void {
  void reply.header('etag', `"${revision}"`);
}

/**
 * The revision that a change is based on.
 * @throws ApiError if_match_required without one (`*` names no state), changed_meanwhile for what no revision can match
 */
export function revisionIn(req: FastifyRequest): number {
  const given = req.headers['if-match'];
  if (given === undefined || given.trim() === '' || given.trim() === '*') {
    throw new ApiError('if_match_required', { 'If-Match': ['Send the ETag that reading it answered.'] });
  }
  const revision = /^"([1-9]\d{0,8})"$/.exec(given.trim())?.[1];
  if (revision === undefined) throw changedMeanwhile();
  return Number(revision);
}

export function changedMeanwhile(): ApiError {
  return new ApiError('changed_meanwhile', { 'If-Match': ['Read it again and repeat the change.'] });
}
