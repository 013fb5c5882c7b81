import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Server } from '../http/server.ts';
import { ApiError } from '../lib/errors.ts';
import { mailInvitation, mailInvitationAgain } from './invite.ts';
import { addOrganisationMember, createOrganisation, removeOrganisationMember } from './organisations.ts';
import type { PeopleDeps } from './people-deps.ts';
import { ensurePerson, nameOfInvited, normaliseEmail } from './people.ts';
import { actorOf, principalOf } from './principal.ts';
import {
  findOrganisation,
  findOrganisationMember,
  listOrganisationMembers,
  listOrganisations,
} from './member-queries.ts';
import {
  CursorQuery,
  IdCursorQuery,
  InvitedAgain,
  InvitedOrganisationMember,
  InvitePersonBody,
  NewOrganisation,
  NewOrganisationBody,
  type Organisation,
  OrganisationMembers,
  Organisations,
  OrganisationsQuery,
  pathId,
} from './schema.ts';

const byDeveloper = { access: { by: 'developer' } } as const;
const byOperator = { access: { by: 'operator' } } as const;
const Params = Type.Object({ organisationId: pathId() });
const MemberParams = Type.Object({ organisationId: pathId(), personId: pathId() });
const path = '/api/portal/organisations';

/** Developer organisations and who acts for them. */
export function organisationRoutes(app: Server, deps: PeopleDeps): void {
  const { db, clock } = deps;
  const tags = ['Portal'];

  /** One that the caller acts for; any other is as one that does not exist. */
  const ownOrganisation = async (req: FastifyRequest, organisationId: string): Promise<Organisation> => {
    const isOwn = principalOf(req).organisationIds.has(organisationId);
    const found = isOwn ? await findOrganisation(db, organisationId) : undefined;
    if (found === undefined) throw new ApiError('not_found');
    return found;
  };
  /** Into a tenant's own one outsiders are let by its administrators alone. */
  const requireSay = (req: FastifyRequest, { tenantId }: Organisation): void => {
    if (tenantId === null) return;
    if (principalOf(req).memberships.get(tenantId)?.role !== 'administrator') {
      throw new ApiError('permission_missing');
    }
  };

  app.get(
    path,
    {
      config: byDeveloper,
      schema: {
        tags,
        summary: 'The developer organisations that the caller acts for',
        querystring: IdCursorQuery,
        response: { 200: Organisations },
      },
    },
    (req) => listOrganisations(db, [...principalOf(req).organisationIds], req.query),
  );

  app.get(
    `${path}/:organisationId/people`,
    {
      config: byDeveloper,
      schema: {
        tags,
        summary: 'Who was added to the organisation',
        description: "For a tenant's own one, its permitted people act without being listed here.",
        params: Params,
        querystring: CursorQuery,
        response: { 200: OrganisationMembers },
      },
    },
    async (req) => {
      const { id } = await ownOrganisation(req, req.params.organisationId);
      return listOrganisationMembers(db, id, req.query.cursor);
    },
  );

  app.post(
    `${path}/:organisationId/people`,
    {
      config: byDeveloper,
      schema: {
        tags,
        summary: 'Invite somebody into the organisation',
        params: Params,
        body: InvitePersonBody,
        response: { 201: InvitedOrganisationMember },
      },
    },
    async (req, reply) => {
      const organisation = await ownOrganisation(req, req.params.organisationId);
      requireSay(req, organisation);
      const email = normaliseEmail(req.body.email);
      // Of somebody who has an account already no more than was given is answered.
      const name = nameOfInvited({ email, name: req.body.name });
      const { personId, hasPassword } = await ensurePerson(db, { email, name }, clock());
      await db
        .transaction()
        .execute((trx) =>
          addOrganisationMember(trx, actorOf(req), organisation.id, { personId, email, name }, clock()),
        );
      const mail = await mailInvitation(deps, { personId, email, hasPassword }, organisation.name, clock());
      return reply.code(201).send({ personId, name, email, hasAccepted: false, mail });
    },
  );

  app.post(
    `${path}/:organisationId/people/:personId/invitation`,
    {
      config: byDeveloper,
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
      const { organisationId, personId } = req.params;
      const organisation = await ownOrganisation(req, organisationId);
      requireSay(req, organisation);
      const member = await findOrganisationMember(db, organisationId, personId);
      if (member === undefined) throw new ApiError('not_found');
      const { name, tenantId } = organisation;
      const place = { name, organisationId, tenantId: tenantId ?? undefined };
      return mailInvitationAgain(deps, actorOf(req), member, place, clock());
    },
  );

  app.delete(
    `${path}/:organisationId/people/:personId`,
    {
      config: byDeveloper,
      schema: {
        tags,
        summary: 'Remove somebody from the organisation',
        params: MemberParams,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      const organisation = await ownOrganisation(req, req.params.organisationId);
      requireSay(req, organisation);
      await db
        .transaction()
        .execute((trx) =>
          removeOrganisationMember(trx, actorOf(req), organisation.id, req.params.personId, clock()),
        );
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/operator/organisations',
    {
      config: byOperator,
      schema: {
        tags: ['Operator'],
        summary: 'All developer organisations, or those that are called so',
        querystring: OrganisationsQuery,
        response: { 200: Organisations },
      },
    },
    (req) => listOrganisations(db, undefined, req.query),
  );

  app.post(
    '/api/operator/organisations',
    {
      config: byOperator,
      schema: {
        tags: ['Operator'],
        summary: 'Make a developer organisation',
        description:
          "With a first person, if given: `mail` says whether their invitation went out. Tenants' own organisations are made with the tenant.",
        body: NewOrganisationBody,
        response: { 201: NewOrganisation },
      },
    },
    async (req, reply) => {
      const { name, memberEmail } = req.body;
      const email = memberEmail === undefined ? undefined : normaliseEmail(memberEmail);
      const person = email === undefined ? undefined : await ensurePerson(db, { email }, clock());
      const made = await db.transaction().execute(async (trx) => {
        const organisation = await createOrganisation(trx, actorOf(req), name, clock());
        if (person !== undefined && email !== undefined) {
          await addOrganisationMember(trx, actorOf(req), organisation.id, { ...person, email }, clock());
        }
        return organisation;
      });
      const mail =
        person === undefined || email === undefined
          ? null
          : await mailInvitation(deps, { ...person, email }, name, clock());
      return reply.code(201).send({ ...made, mail });
    },
  );
}
