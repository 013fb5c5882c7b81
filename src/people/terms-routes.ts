import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import type { PeopleDeps } from './people-deps.ts';
import { principalOf } from './principal.ts';
import { findNewestTerms, insertAcceptance } from './terms-queries.ts';
import { AcceptanceBody, Terms } from './schema.ts';

const tags = ['Portal'];
// Of the portal, which a token for it can open so.
const config = { access: { by: 'person', area: 'portal' } } as const;

/** The API Terms of Use, which open the portal. */
export function termsRoutes(app: Server, { db, clock }: PeopleDeps): void {
  app.get(
    '/api/portal/terms',
    {
      config,
      schema: {
        tags,
        summary: 'The newest API Terms of Use',
        description: 'With the time at which the caller accepted them, or null.',
        response: { 200: Terms },
      },
    },
    (req) => findNewestTerms(db, principalOf(req).personId, clock()),
  );

  app.post(
    '/api/portal/terms/acceptance',
    {
      config,
      schema: {
        tags,
        summary: 'Accept the API Terms of Use',
        description: 'Only the newest version can be accepted. Time and address are kept.',
        body: AcceptanceBody,
        response: { 200: Terms },
      },
    },
    async (req) => {
      const { personId, ipAddress } = principalOf(req);
      const isNewest = await insertAcceptance(
        db,
        { personId, ipAddress, version: req.body.version },
        clock(),
      );
      if (!isNewest) {
        throw new ApiError('validation_failed', {
          version: ['It is not the newest; read the terms again and accept those.'],
        });
      }
      return findNewestTerms(db, personId, clock());
    },
  );
}
