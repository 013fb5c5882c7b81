import type { Server } from '../src/http/server.ts';
import type { FeedItem } from '../src/feed/schema.ts';
import type { Db } from '../src/lib/db.ts';
import type { TestApp, TestTenant } from './factories.ts';
import { signIn } from './people.ts';
import { until } from './fieldhook-process.ts';

export interface FeedAnswer {
  readonly data: readonly FeedItem[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

/** A developer of the app. */
export async function developerOf(db: Db, { appId }: Pick<TestApp, 'appId'>) {
  const { organisation_id: organisationId } = await db
    .selectFrom('apps')
    .select('organisation_id')
    .where('id', '=', appId)
    .executeTakeFirstOrThrow();
  return signIn(db, { organisationIds: [organisationId] });
}

/** Lets the tenant have consented since then; a test's clock is not that of the database. */
export async function consentSince(
  db: Db,
  { tenantId, appId }: Pick<TestTenant, 'tenantId'> & Pick<TestApp, 'appId'>,
  at: Date,
): Promise<void> {
  await db
    .updateTable('connections')
    .set({ connected_at: at })
    .where('tenant_id', '=', tenantId)
    .where('app_id', '=', appId)
    .execute();
}

/** Reads the list to its end, page by page. */
export async function readAll(
  app: Server,
  headers: Record<string, string>,
  query: Record<string, string> = {},
): Promise<FeedAnswer> {
  const data: FeedItem[] = [];
  let after = query['after'];
  for (;;) {
    const search = new URLSearchParams({ ...query, ...(after !== undefined && { after }) });
    const answer = await app.inject({ url: `/api/portal/events?${search.toString()}`, headers });
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
    const page = answer.json<FeedAnswer>();
    data.push(...page.data);
    after = page.nextCursor;
    if (!page.hasMore) return { ...page, data };
  }
}

/**
 * Likewise, as soon as `count` events are there: the list ends before the oldest transaction of the whole server that is still
 * running, and other tests of the same server run some.
 */
export async function readWhenThere(
  app: Server,
  headers: Record<string, string>,
  count: number,
  query: Record<string, string> = {},
): Promise<FeedAnswer> {
  let answer = await readAll(app, headers, query);
  await until(async () => {
    answer = await readAll(app, headers, query);
    return answer.data.length >= count;
  });
  return answer;
}
