import { totpCode } from '../../test/totp.ts';
import { DemoFailure } from '../failure.ts';
import { openBrowser, type Somebody } from '../tour/people.ts';
import type { Tour } from '../tour/set-up.ts';

interface Thing {
  readonly id: string | number;
}

/** A router with two rules. */
export async function makeRouter({ tenantId, baseUrl, credentials }: Tour, by: Somebody): Promise<string> {
  const { schedulerId } = credentials;
  const { id } = await call<Thing>(by, baseUrl, `/api/settings/tenants/${tenantId}/routers`, {
    name: 'Los Angeles and around',
    rules: [
      { zipPrefix: '902', brandId: null, schedulerId },
      { zipPrefix: null, brandId: null, schedulerId },
    ],
  });
  return String(id);
}

/** A network with the tenant that nothing is played with. */
export async function makeNetwork({ tenantId, baseUrl }: Tour, by: Somebody): Promise<number> {
  const { request } = by.context;
  const { id } = await call<Thing>(by, baseUrl, '/api/operator/networks', { name: 'Evergreen Group' });
  const list = (await (await request.get('/api/operator/tenants')).json()) as { data: readonly Thing[] };
  const other = `/api/operator/tenants/${list.data.find((tenant) => tenant.id !== tenantId)?.id}`;
  const etag = (await request.get(other)).headers()['etag'] ?? '';
  await request.put(`${other}/network`, {
    data: { networkId: id },
    headers: { origin: baseUrl, 'if-match': etag },
  });
  return Number(id);
}

/** Gives the office employee a second factor, and says who that is. */
export async function setUpSecondFactor({ baseUrl, browser, credentials }: Tour) {
  const person = credentials.people.find(({ role }) => role === 'office_employee')!;
  const { email, password } = person;
  const employee = await openBrowser(browser, baseUrl);
  await call(employee, baseUrl, '/api/people/sign-in', { email, password, environment: 'integration' });
  const path = '/api/people/me/second-factor';
  const { totpUri } = await call<{ totpUri: string }>(employee, baseUrl, path, { password });
  await call(employee, baseUrl, `${path}/confirm`, { code: totpCode(totpUri) });
  await employee.context.close();
  return { email, password };
}

async function call<T>(
  { context: { request } }: Somebody,
  baseUrl: string,
  path: string,
  data: object,
): Promise<T> {
  const answer = await request.post(path, { data, headers: { origin: baseUrl } });
  if (!answer.ok()) throw new DemoFailure(`${path} answered ${answer.status()}: ${await answer.text()}`);
  return (answer.status() === 204 ? undefined : await answer.json()) as T;
}
