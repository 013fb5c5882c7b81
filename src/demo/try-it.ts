import { html, type Html } from '../http/html.ts';
import type { DemoTenant } from './seed.ts';

/** A browser's, since what looks like a tool counts as a bot and never qualifies. */
const BROWSER =
  'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** Shell lines that play a visitor who leaves a phone number and closes the page. */
export function visitorScript({ dataApiKey, schedulerId }: DemoTenant, baseUrl: string): string {
  return `api=${baseUrl}/scheduler/v1/sessions
post() { curl -s -A '${BROWSER}' -H 'Content-Type: application/json' "$@"; }

opened=$(post $api -d '{"dataApiKey":"${dataApiKey}","schedulerId":"${schedulerId}"}')
id=$(echo "$opened" | cut -d'"' -f4); secret=$(echo "$opened" | cut -d'"' -f8)
phone="+1310555$(printf '%04d' $(($(date +%s) % 10000)))"

post $api/$id/progress -H "Authorization: Bearer $secret" -d '{"sequence":1,"milestone":"customer","customer":{"firstName":"Dana","phone":"'$phone'"}}'
post $api/$id/hints -H "Authorization: Bearer $secret" -d '{"sequence":2,"hint":"closed"}'`;
}

export function tryItSection(tenant: DemoTenant, baseUrl: string): Html {
  return html`<h2>Try it</h2>
    <p>
      A demo company is set up, with one connected app. Play a visitor who leaves a phone number and closes
      the page; about ten seconds later the signed webhook is in <a href="/demo/inbox">the demo inbox</a>.
    </p>
    <pre tabindex="0">${visitorScript(tenant, baseUrl)}</pre>
    <p class="quiet">
      Or let <code>npm run demo</code> play four visitors against a receiver that checks every signature.
    </p>`;
}
