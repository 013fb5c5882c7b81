import { DemoFailure } from '../failure.ts';
import type { Secrets } from './administrator.ts';
import type { Tour } from './set-up.ts';

/** Reads the sessions with the credentials that the administrator handed over. */
export async function readSessions(
  { baseUrl, tenantId, credentials: { schedulerId }, step }: Tour,
  { appKey }: { readonly appKey: string },
  { clientId, clientSecret }: Secrets,
): Promise<void> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const { access_token: token } = await call<{ access_token: string }>(`${baseUrl}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { data } = await call<{ data: readonly { sessionOutcome: string | null }[] }>(
    `${baseUrl}/schedulingpro/v2/tenant/${tenantId}/schedulers/${schedulerId}/sessions`,
    { headers: { authorization: token, 'ST-App-Key': appKey } },
  );
  const outcomes = data.map(({ sessionOutcome }) => sessionOutcome ?? 'open').toSorted();
  if (outcomes.join() !== 'abandoned,booked,booked')
    throw new DemoFailure(`The public API has the sessions ${outcomes.join(', ')}.`);
  step(`The app reads its ${data.length} sessions through the public API: ${outcomes.join(', ')}.`);
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new DemoFailure(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
