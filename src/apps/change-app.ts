import { personIdOf } from '../audit/record.ts';
import { eventTypes } from '../events/event-types.ts';
import type { Db } from '../lib/db.ts';
import type { FieldErrors } from '../lib/errors.ts';
import { type EventInput, readDetails, readEvents, requireScopes, throwIfAny } from './app-input.ts';
import type { WholeApp } from './app-view.ts';
import { describeChanges, keepChanged } from './changes.ts';
import { type Change, type Edit, editApp } from './edit.ts';
import { type AppValues, insertVersion } from './queries.ts';
import type { ChangeAppBody } from './schema.ts';
import { diffVersions, isSameVersion } from './version-diff.ts';
import {
  applyWebhookChange,
  describeWebhook,
  type NewWebhook,
  newWebhook,
  planWebhookChange,
  type WebhookTools,
  writeWebhook,
} from './webhooks.ts';

/**
 * Changes details, scopes and events of an app. Other scopes or another set of events make the next version; nothing else
 * does. Returns the webhooks that were made, whose keys are told this once.
 */
export async function changeApp(
  db: Db,
  tools: WebhookTools,
  edit: Edit,
  { scopes, events, ...details }: ChangeAppBody,
): Promise<{ whole: WholeApp; webhooks: readonly NewWebhook[] }> {
  const errors: FieldErrors = {};
  const given = {
    values: readDetails(details, errors),
    scopes,
    events: events && readEvents(events, tools, errors),
  };
  throwIfAny(errors);
  let webhooks: readonly NewWebhook[] = [];
  const whole = await editApp(db, edit, (before) => {
    const planned = planChange(before, given, edit, tools);
    webhooks = planned?.webhooks ?? [];
    return planned;
  });
  return { whole, webhooks };
}

interface Given {
  readonly values: AppValues;
  readonly scopes: readonly string[] | undefined;
  readonly events: readonly EventInput[] | undefined;
}

function planChange(
  { row, version, webhooks }: WholeApp,
  given: Given,
  { actor, at }: Edit,
  tools: WebhookTools,
): (Change & { readonly webhooks: readonly NewWebhook[] }) | undefined {
  const wanted = {
    scopes: [...(given.scopes ?? version.scopes)],
    eventTypes: eventTypes.filter((type) =>
      given.events === undefined
        ? version.event_types.includes(type)
        : given.events.some((event) => event.eventType === type),
    ),
  };
  const errors: FieldErrors = {};
  requireScopes(wanted.scopes, wanted.eventTypes, errors);
  const plans = (given.events ?? []).map((event, index) => planEvent(event, index, webhooks, errors));
  throwIfAny(errors);

  const values = keepChanged(row, given.values);
  const made = plans.flatMap((plan) => plan.made ?? []);
  const changed = plans.flatMap((plan) => plan.changed ?? []);
  const had = { scopes: version.scopes, eventTypes: version.event_types };
  const isNewVersion = !isSameVersion(had, wanted);
  const isChanged = Object.keys(values).length > 0;
  if (!isNewVersion && !isChanged && made.length === 0 && changed.length === 0) return undefined;
  const next = version.version + 1;
  return {
    webhooks: made,
    values,
    write: async (trx) => {
      if (isNewVersion) {
        await insertVersion(trx, {
          app_id: row.id,
          version: next,
          scopes: wanted.scopes,
          event_types: wanted.eventTypes,
          created_at: at,
          created_by: personIdOf(actor),
        });
      }
      for (const webhook of made) await writeWebhook(trx, row.id, webhook, tools, at);
      for (const { id, plan } of changed) await applyWebhookChange(trx, id, plan.values, at);
    },
    audit: [
      ...(isChanged
        ? [{ action: 'app.changed', detail: { changes: describeChanges(row, values) } } as const]
        : []),
      ...(isNewVersion
        ? [
            {
              action: 'app.version_created',
              detail: { version: next, ...diffVersions(had, wanted) },
            } as const,
          ]
        : []),
      ...made.map(
        (webhook) =>
          ({ action: 'webhook.changed', detail: { created: true, ...describeWebhook(webhook) } }) as const,
      ),
      ...changed.map(({ plan }) => plan.audit),
    ],
  };
}

interface EventPlan {
  readonly made?: NewWebhook;
  readonly changed?: {
    readonly id: string;
    readonly plan: NonNullable<ReturnType<typeof planWebhookChange>>;
  };
}

/** An event whose webhook lives keeps it, also one that only older versions had; any other gets a new webhook. */
function planEvent(
  event: EventInput,
  index: number,
  webhooks: WholeApp['webhooks'],
  errors: FieldErrors,
): EventPlan {
  const { url, hmacKey, contentType, retrySchedule, rateLimitPerSecond } = event;
  const webhook = webhooks.find((candidate) => candidate.event_type === event.eventType);
  if (webhook === undefined) {
    if (url !== undefined) return { made: newWebhook({ ...event, url }) };
    errors[`events.${index}.deliveryUrl`] = ['is required for an event that is new.'];
    return {};
  }
  if (hmacKey !== undefined) {
    errors[`events.${index}.hmacKey`] = ['The webhook has a key: replace it by a key rotation.'];
  }
  const plan = planWebhookChange(webhook, {
    ...(url !== undefined && { url }),
    ...(contentType !== undefined && { content_type: contentType }),
    ...(retrySchedule !== undefined && { retry_schedule: retrySchedule }),
    ...(rateLimitPerSecond !== undefined && { rate_limit_per_second: rateLimitPerSecond }),
  });
  return plan === undefined ? {} : { changed: { id: webhook.id, plan } };
}
