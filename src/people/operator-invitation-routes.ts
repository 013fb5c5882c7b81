import { Type } from 'typebox';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import { idInPath } from '../tenants/id-in-path.ts';
import { mailInvitation, mailInvitationAgain } from './invite.ts';
import { findTenantMember, findTenantOf } from './member-queries.ts';
import { requirePerson } from './operator-people.ts';
import type { PeopleDeps } from './people-deps.ts';
import { ensurePerson, normaliseEmail } from './people.ts';
import { actorOf, principalOf } from './principal.ts';
import { InvitedAgain, InvitedMember, InvitePersonBody, pathId } from './schema.ts';
import { addTenantMember } from './tenant-members.ts';

const tags = ['Operator'];
const common = { config: { access: { by: 'operator' } }, onRequest: forbidCaching } as const;

/** How the vendor's staff lets people in: the first administrator of a tenant, who invites the others, and whoever lost the mail. */
export function operatorInvitationRoutes(app: Server, deps: PeopleDeps): void {
  const { db, clock } = deps;

  app.post(
    '/api/operator/tenants/:tenantId/people',
    {
      ...common,
      schema: {
        tags,
        summary: 'Invite an administrator of a tenant',
        description:
          'The tenant is of the environment of the sign-in. Its administrators invite everybody else.',
        params: Type.Object({ tenantId: pathId() }),
        body: InvitePersonBody,
        response: { 201: InvitedMember },
      },
    },
    async (req, reply) => {
      const tenant = await findTenantOf(db, idInPath(req.params.tenantId), principalOf(req).environment);
      if (tenant === undefined) throw new ApiError('not_found');
      const email = normaliseEmail(req.body.email);
      const person = await ensurePerson(db, { email, name: req.body.name }, clock());
      const member = await db.transaction().execute(async (trx) => {
        const added = { ...req.body, email, personId: person.personId, role: 'administrator' } as const;
        await addTenantMember(trx, actorOf(req), tenant.id, added, clock());
        return findTenantMember(trx, tenant.id, person.personId);
      });
      if (member === undefined) throw new ApiError('not_found');
      const mail = await mailInvitation(deps, { ...person, email }, tenant.name, clock());
      return reply.code(201).send({ ...member, mail });
    },
  );

  app.post(
    '/api/operator/people/:personId/invitation',
    {
      ...common,
      schema: {
        tags,
        summary: 'Send an invitation again',
        description:
          'To somebody who has no password yet. A new link; once it is out, the earlier one no longer works.',
        params: Type.Object({ personId: pathId() }),
        response: { 200: InvitedAgain },
      },
    },
    async (req) => {
      const row = await requirePerson(db, principalOf(req).environment, req.params.personId);
      const person = { personId: row.id, email: row.email, hasAccepted: row.has_accepted };
      const [place = { name: 'fieldhook' }] = [...row.tenants, ...row.organisations];
      return mailInvitationAgain(deps, actorOf(req), person, { name: place.name }, clock());
    },
  );
}
