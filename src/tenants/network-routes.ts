import { IfMatch, revisionIn, tagWith } from '../http/entity-tag.ts';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { actorOf, principalOf } from '../people/principal.ts';
import { idInPath } from './id-in-path.ts';
import { createNetwork, renameNetwork } from './networks.ts';
import { findNetwork, listNetworkTenants, searchNetworks } from './queries.ts';
import {
  NetworkBody,
  NetworkPage,
  NetworkParams,
  NetworkView,
  NetworkWithTenants,
  SearchQuery,
} from './schema.ts';
import { toNetworkView } from './tenant-view.ts';

const tags = ['Operator'];
const common = { config: { access: { by: 'operator' } }, onRequest: forbidCaching } as const;
const url = '/api/operator/networks';

/** Networks, for the vendor's staff: those of the environment of the sign-in. Which tenants are in one, the tenants say. */
export function operatorNetworkRoutes(
  app: Server,
  { db, clock }: { readonly db: Db; readonly clock: Clock },
): void {
  app.get(
    url,
    {
      ...common,
      schema: {
        tags,
        summary: 'List or search networks',
        querystring: SearchQuery,
        response: { 200: NetworkPage },
      },
    },
    async (req) => {
      const { rows, nextCursor } = await searchNetworks(db, principalOf(req).environment, req.query);
      return { data: rows.map(toNetworkView), nextCursor };
    },
  );

  app.post(
    url,
    {
      ...common,
      schema: {
        tags,
        summary: 'Create a network',
        description: 'In the environment of the sign-in.',
        body: NetworkBody,
        response: { 201: NetworkView },
      },
    },
    async (req, reply) => {
      const given = { name: req.body.name, environment: principalOf(req).environment };
      const network = await db
        .transaction()
        .execute((trx) => createNetwork(trx, actorOf(req), given, clock()));
      reply.code(201).header('location', `${url}/${network.id}`);
      tagWith(reply, network.revision);
      return toNetworkView(network);
    },
  );

  app.get(
    `${url}/:networkId`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Read a network with its tenants',
        description: 'The ETag is of the network itself, not of the list of its tenants.',
        params: NetworkParams,
        response: { 200: NetworkWithTenants },
      },
    },
    async (req, reply) => {
      const networkId = idInPath(req.params.networkId);
      const network = await findNetwork(db, networkId, principalOf(req).environment);
      if (network === undefined) throw new ApiError('not_found');
      tagWith(reply, network.revision);
      return { ...toNetworkView(network), tenants: await listNetworkTenants(db, networkId) };
    },
  );

  app.patch(
    `${url}/:networkId`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Rename a network',
        params: NetworkParams,
        headers: IfMatch,
        body: NetworkBody,
        response: { 200: NetworkView },
      },
    },
    async (req, reply) => {
      const networkId = idInPath(req.params.networkId);
      const of = { networkId, environment: principalOf(req).environment, revision: revisionIn(req) };
      const network = await db
        .transaction()
        .execute((trx) => renameNetwork(trx, actorOf(req), of, req.body.name, clock()));
      tagWith(reply, network.revision);
      return toNetworkView(network);
    },
  );
}
