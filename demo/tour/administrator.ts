import { goTo, type Somebody } from './people.ts';
import type { Tour } from './set-up.ts';

/** What the administrator hands to the developer. */
export interface Secrets {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Settings ▸ Integrations ▸ API Application Access ▸ Connect New App, Allow, the client ID, the client secret. */
export async function connect(administrator: Somebody, { baseUrl, tenantId, step }: Tour): Promise<Secrets> {
  const { page, context } = administrator;
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Settings' }).click();
  const tenants = page.getByRole('table', { name: 'Your tenants' });
  await tenants
    .getByRole('row')
    .filter({ hasText: String(tenantId) })
    .getByRole('link')
    .click();
  await goTo(administrator, 'API Application Access');
  step('The administrator of the tenant opens Settings, Integrations, API Application Access.');
  await page.getByRole('link', { name: 'Connect New App' }).first().click();
  await page.getByRole('link', { name: 'Call Back' }).click();
  await page.getByRole('heading', { name: 'Connect Call Back' }).waitFor();
  await page.getByText('All of it, as the app gets it (JSON)').waitFor();
  step('The administrator sees the scopes, the events and a sample of what will be shared.');
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByText('Call Back is connected').waitFor();
  step('The administrator allows it.');
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: baseUrl });
  await page.getByRole('group', { name: 'Client ID' }).getByRole('button').click();
  const clientId = String(await page.evaluate('navigator.clipboard.readText()'));
  await page.getByRole('button', { name: 'Generate' }).click();
  const shown = page.getByRole('group', { name: 'Client secret of Call Back' });
  const clientSecret = (await shown.locator('code').innerText()).trim();
  step('The administrator copies the client ID and generates the client secret.');
  return { clientId, clientSecret };
}
