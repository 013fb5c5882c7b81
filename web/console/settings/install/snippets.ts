import type { SchedulerView } from '../../../../src/schedulers/schema.ts';

type Opened = Pick<SchedulerView, 'id' | 'dataApiKey'>;

/** Opens a session through the visitor's API, as a server does it for its visitor. */
export const openSessionCall = (origin: string, { id, dataApiKey }: Opened, isTest: boolean): string =>
  [
    `curl ${origin}/scheduler/v1/sessions \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -A "$VISITORS_USER_AGENT" \\`,
    `  -d '${JSON.stringify({ dataApiKey, schedulerId: id, ...(isTest && { isTest }) }, undefined, 2)}'`,
  ].join('\n');

/** What a page embeds the scheduler with; the names are those that sites know from other vendors. */
export const embedSnippet = (origin: string, { id, dataApiKey }: Opened, isAutoOpen: boolean): string =>
  [
    '<script',
    '  id="se-widget-embed"',
    `  src="${origin}/scheduler-v1.js"`,
    `  data-api-key="${dataApiKey}"`,
    `  data-schedulerid="${id}"`,
    ...(isAutoOpen ? ['  data-auto-open="true"'] : []),
    '  defer',
    '></script>',
    ...(isAutoOpen ? [] : ['<button type="button" class="se-booking-show">', '  Book online', '</button>']),
  ].join('\n');
