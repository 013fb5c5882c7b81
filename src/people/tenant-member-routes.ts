import { Type } from 'typebox';
import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import { withTenant } from '../lib/isolation.ts';
import { mailInvitation, mailInvitationAgain } from './invite.ts';
import type { PeopleDeps } from './people-deps.ts';
import { ensurePerson, normaliseEmail } from './people.ts';
import { actorOf } from './principal.ts';
import { findTenantMember, findTenantName, listAdministrators, listTenantMembers } from './member-queries.ts';
import {
  Administrators,
  ChangeMemberBody,
  InvitedAgain,
  InvitedMember,
  InviteMemberBody,
  Member,
  Members,
  MembersQuery,
  pathId,
} from './schema.ts';
import { addTenantMember, changeTenantMember, removeTenantMember } from './tenant-members.ts';

const tags = ['Settings'];
const config = { access: { by: 'tenant', needs: 'administrator' } } as const;
const TenantParams = Type.Object({ tenantId: pathId() });
const MemberParams = Type.Object({ tenantId: pathId(), personId: pathId() });
const path = '/api/settings/tenants/:tenantId/people';

/** The people of a tenant, for its administrators. */
export function tenantMemberRoutes(app: Server, deps: PeopleDeps): void {
  const { db, clock } = deps;

  app.get(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Who works for the tenant',
        params: TenantParams,
        querystring: MembersQuery,
        response: { 200: Members },
      },
    },
    (req) => {
      const tenantId = Number(req.params.tenantId);
      return withTenant(db, tenantId, (trx) => listTenantMembers(trx, tenantId, req.query));
    },
  );

  app.get(
    `${path}/administrators`,
    {
      config: { access: { by: 'tenant', needs: 'member' } },
      schema: {
        tags,
        summary: 'Who administers the tenant',
        description: 'For everybody who works there: whom to ask. The first 20 by e-mail address.',
        params: TenantParams,
        response: { 200: Administrators },
      },
    },
    async (req) => {
      const tenantId = Number(req.params.tenantId);
      return { data: await withTenant(db, tenantId, (trx) => listAdministrators(trx, tenantId)) };
    },
  );

  app.post(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Invite somebody',
        description:
          'Works at once. Whoever has no password yet gets a link by mail to choose one, or from the operator.',
        params: TenantParams,
        body: InviteMemberBody,
        response: { 201: InvitedMember },
      },
    },
    async (req, reply) => {
      const [tenantId, email] = [Number(req.params.tenantId), normaliseEmail(req.body.email)];
      const { personId, hasPassword } = await ensurePerson(db, { email, name: req.body.name }, clock());
      const [member, name] = await withTenant(db, tenantId, async (trx) => {
        await addTenantMember(trx, actorOf(req), tenantId, { ...req.body, personId, email }, clock());
        return [
          await findTenantMember(trx, tenantId, personId),
          await findTenantName(trx, tenantId),
        ] as const;
      });
      if (member === undefined) throw new ApiError('not_found');
      const mail = await mailInvitation(deps, { personId, email, hasPassword }, name, clock());
      return reply.code(201).send({ ...member, mail });
    },
  );

  app.post(
    `${path}/:personId/invitation`,
    {
      config,
      schema: {
        tags,
        summary: 'Send an invitation again',
        description:
          'To somebody who has not accepted it. A new link; once it is out, the earlier one no longer works.',
        params: MemberParams,
        response: { 200: InvitedAgain },
      },
    },
    async (req) => {
      const tenantId = Number(req.params.tenantId);
      const [member, name] = await withTenant(
        db,
        tenantId,
        async (trx) =>
          [
            await findTenantMember(trx, tenantId, req.params.personId),
            await findTenantName(trx, tenantId),
          ] as const,
      );
      if (member === undefined) throw new ApiError('not_found');
      return mailInvitationAgain(deps, actorOf(req), member, { name, tenantId }, clock());
    },
  );

  app.patch(
    `${path}/:personId`,
    {
      config,
      schema: {
        tags,
        summary: 'Change what somebody may do',
        description: 'What is left out stays. The last administrator cannot become something else.',
        params: MemberParams,
        body: ChangeMemberBody,
        response: { 200: Member },
      },
    },
    async (req) => {
      const tenantId = Number(req.params.tenantId);
      const member = await withTenant(db, tenantId, async (trx) => {
        await changeTenantMember(trx, actorOf(req), tenantId, req.params.personId, req.body, clock());
        return findTenantMember(trx, tenantId, req.params.personId);
      });
      if (member === undefined) throw new ApiError('not_found');
      return member;
    },
  );

  app.delete(
    `${path}/:personId`,
    {
      config,
      schema: {
        tags,
        summary: 'Remove somebody',
        description: 'Ends what they may do here at once. The last administrator cannot be removed.',
        params: MemberParams,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      const tenantId = Number(req.params.tenantId);
      await withTenant(db, tenantId, (trx) =>
        removeTenantMember(trx, actorOf(req), tenantId, req.params.personId, clock()),
      );
      return reply.code(204).send(null);
    },
  );
}
