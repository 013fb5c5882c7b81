import { Type } from 'typebox';
import type { Server } from '../http/server.ts';
import { actorOf, principalOf } from '../people/principal.ts';
import {
  decideApproval,
  listForApproval,
  OperatorApp,
  OperatorApps,
  OperatorAppsQuery,
  refuseApp,
} from './approval.ts';
import type { PortalDeps } from './portal-request.ts';
import { RefusalBody } from './refusal.ts';
import { ApprovalBody } from './schema.ts';

const tags = ['Operator'];
const config = { access: { by: 'operator' } } as const;

/** What operators do with apps: approve them for other organisations' tenants. */
export function operatorAppRoutes(app: Server, { db, clock }: Pick<PortalDeps, 'db' | 'clock'>): void {
  app.get(
    '/api/operator/apps',
    {
      config,
      schema: {
        tags,
        summary: 'List or search the apps of all organisations',
        querystring: OperatorAppsQuery,
        response: { 200: OperatorApps },
      },
    },
    (req) => listForApproval(db, principalOf(req).environment, req.query),
  );

  app.post(
    '/api/operator/apps/:appId/approval',
    {
      config,
      schema: {
        tags,
        summary: "Approve an app for other organisations' tenants, or withdraw that",
        params: Type.Object({ appId: Type.String() }),
        body: ApprovalBody,
        response: { 200: OperatorApp },
      },
    },
    (req) =>
      decideApproval(db, principalOf(req).environment, req.params.appId, req.body, actorOf(req), clock()),
  );

  app.post(
    '/api/operator/apps/:appId/refusal',
    {
      config,
      schema: {
        tags,
        summary: 'Refuse an app, with the reason that its developers read',
        description: 'Until it is approved. An approval that it had ends.',
        params: Type.Object({ appId: Type.String() }),
        body: RefusalBody,
        response: { 200: OperatorApp },
      },
    },
    (req) =>
      refuseApp(
        db,
        principalOf(req).environment,
        req.params.appId,
        req.body.reason.trim(),
        actorOf(req),
        clock(),
      ),
  );
}
