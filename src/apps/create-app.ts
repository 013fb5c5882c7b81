import { randomUUID } from 'node:crypto';
import { type Actor, personIdOf, recordAudit } from '../audit/record.ts';
import { eventTypes } from '../events/event-types.ts';
import type { Db } from '../lib/db.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { newAppKey } from '../lib/ids.ts';
import { type EventInput, readDetails, readEvents, requireScopes, throwIfAny } from './app-input.ts';
import { loadWhole, type WholeApp } from './app-view.ts';
import { readNetworks, readTenants, replaceNamed } from './audience.ts';
import { insertApp, insertVersion } from './queries.ts';
import type { NewAppBody } from './schema.ts';
import { describeWebhook, type NewWebhook, newWebhook, type WebhookTools, writeWebhook } from './webhooks.ts';

/** Who makes an app, and for which organisations they may. */
export interface Maker {
  readonly actor: Actor;
  readonly organisationIds: ReadonlySet<string>;
  readonly at: Date;
}

/** Registers an app with its first version. Its keys are in `webhooks`; they are not told again unasked. */
export async function createApp(
  db: Db,
  tools: WebhookTools,
  { actor, organisationIds, at }: Maker,
  body: NewAppBody,
): Promise<{ whole: WholeApp; webhooks: readonly NewWebhook[] }> {
  const { organisationId: chosen, scopes, events = [], tenants = [], networks = [], ...details } = body;
  const errors: FieldErrors = {};
  const values = readDetails(details, errors);
  const inputs = readEvents(events, tools, errors);
  const webhooks = readNewWebhooks(inputs, events, errors);
  const chosenTypes = inputs.map(({ eventType }) => eventType);
  requireScopes(scopes, chosenTypes, errors);
  const named = { tenants: readTenants(tenants, errors), networks: readNetworks(networks, errors) };
  const organisationId = chooseOrganisation(chosen, organisationIds, errors);
  throwIfAny(errors);

  return db.transaction().execute(async (trx) => {
    const id = randomUUID();
    const row = await insertApp(trx, {
      // The schema requires them all, and those that were refused have thrown.
      ...(values as Required<typeof values>),
      external_data_guid: values.external_data_guid ?? null,
      id,
      organisation_id: organisationId,
      app_key: newAppKey(),
      created_at: at,
      modified_at: at,
    });
    await insertVersion(trx, {
      app_id: id,
      version: 1,
      scopes,
      event_types: eventTypes.filter((type) => chosenTypes.includes(type)),
      created_at: at,
      created_by: personIdOf(actor),
    });
    for (const webhook of webhooks) await writeWebhook(trx, id, webhook, tools, at);
    await replaceNamed(trx, 'tenants', id, named.tenants, at);
    await replaceNamed(trx, 'networks', id, named.networks, at);
    const detail = {
      name: row.name,
      version: 1,
      scopes,
      webhooks: webhooks.map(describeWebhook),
      tenantIds: named.tenants.map((tenant) => tenant.id),
      networkIds: named.networks.map((network) => network.id),
    };
    await recordAudit(trx, actor, at, { action: 'app.created', appId: id, detail });
    return { whole: await loadWhole(trx, row), webhooks };
  });
}

/** A webhook that is new cannot do without a URL; `given` are the fields to blame. */
function readNewWebhooks(
  inputs: readonly EventInput[],
  given: NonNullable<NewAppBody['events']>,
  errors: FieldErrors,
): NewWebhook[] {
  return inputs.flatMap((input, index) => {
    if (given[index]?.deliveryUrl === undefined) errors[`events.${index}.deliveryUrl`] = ['is required.'];
    return input.url === undefined ? [] : [newWebhook({ ...input, url: input.url })];
  });
}

/** Somebody else's organisation is the same as none; without a choice there must be exactly one. */
function chooseOrganisation(
  chosen: string | undefined,
  own: ReadonlySet<string>,
  errors: FieldErrors,
): string {
  if (chosen !== undefined) {
    if (!own.has(chosen)) throw new ApiError('not_found');
    return chosen;
  }
  const [only] = own;
  if (only === undefined) throw new ApiError('permission_missing');
  if (own.size > 1) errors['organisationId'] = ['is required: there are several that you act for.'];
  return only;
}
