import { type Somebody, signIn } from './people.ts';
import type { Tour } from './set-up.ts';

/** Whom the tour registers. */
export const developerAccount = {
  email: 'robin@contact-centre.example',
  password: 'a long enough pass phrase',
};

/** Registers, and accepts the terms. */
export async function register(developer: Somebody, { step }: Tour): Promise<void> {
  const { page } = developer;
  const account = developerAccount;
  await page.goto('/portal');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Your name').fill('Robin Reed');
  await page.getByLabel('E-mail address').fill(account.email);
  await page.getByLabel('Organisation').fill('Contact Centre Ltd');
  await page.getByRole('textbox', { name: 'Password' }).fill(account.password);
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('heading', { name: 'You can sign in now' }).waitFor();
  step('A developer registers.');
  await signIn(developer, account);
  step('The developer chooses Sign In & Create Apps and the environment, and signs in.');
  await page.getByRole('heading', { name: 'API Terms of Use' }).waitFor();
  await page.getByRole('button', { name: 'Accept' }).click();
  step('The developer accepts the API Terms of Use.');
}

/** Create New App, from its first field to its app key. */
export async function createApp(
  { page }: Somebody,
  { step, tenantId, receiver }: Tour,
): Promise<{ appKey: string }> {
  await page.getByRole('link', { name: 'Create and Manage Applications' }).click();
  await page.getByRole('link', { name: 'Create New App' }).first().click();
  await page.getByLabel('Organization/App Website').fill('https://contact-centre.example');
  await page.getByLabel('App Name').fill('Call Back');
  await page.getByRole('combobox', { name: 'App Category' }).click();
  await page.getByRole('option', { name: 'Call Center & AI' }).click();
  await page.getByLabel('Description').fill('Calls back whoever left the scheduler before booking.');

  await page.getByRole('button', { name: 'Add API Scopes' }).click();
  await page.getByRole('checkbox', { name: /tn\.sp\.schedulers:r/ }).check();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Add Webhook Events' }).click();
  const types = [
    ['Session Completed', 'tn.sp.session-completed'],
    ['Qualified Abandoned Session', 'tn.sp.session-abandoned-qualified'],
  ] as const;
  const dialog = page.getByRole('dialog');
  for (const [title] of types) await dialog.getByRole('checkbox', { name: title }).check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  for (const [index, [title, type]] of types.entries()) {
    await page.getByLabel('Delivery URL').nth(index).fill(`${receiver.origin}/webhooks`);
    await page.getByRole('button', { name: `Generate an HMAC key for ${title}` }).click();
    receiver.keys.set(type, await page.getByRole('textbox', { name: 'HMAC key' }).nth(index).inputValue());
  }
  step('The developer adds a scope and both webhook events, each with its delivery URL and HMAC key.');
  await page.getByLabel('Tenant ID').fill(String(tenantId));
  await page.getByLabel('Note (optional)').fill('Our first customer');
  step(`The developer adds the tenant ${tenantId}.`);
  await page.getByRole('radio', { name: 'Tenants will configure the credentials themselves' }).check();
  await page.getByRole('button', { name: 'Create App' }).click();
  await page.getByText('Call Back is created').waitFor();
  const appKey = (await page.getByRole('group', { name: 'App key' }).locator('code').innerText()).trim();
  step('The app is created, and its app key is shown.');
  return { appKey };
}
