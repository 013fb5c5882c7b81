import { goTo, type Somebody } from './people.ts';
import type { Tour } from './set-up.ts';

/** Approves the app for tenants of other organisations. */
export async function approve(operator: Somebody, { step }: Tour): Promise<void> {
  const { page } = operator;
  await goTo(operator, 'App approval');
  await page.getByRole('button', { name: 'Approve Call Back' }).click();
  await page.getByLabel('Note').fill('Their contract is signed.');
  await page.getByRole('dialog').getByRole('button', { name: 'Approve Call Back' }).click();
  await page.getByText('No app awaits approval').waitFor();
  step('The operator approves the app.');
}

export async function switchPreview(
  operator: Somebody,
  { step, tenantId }: Tour,
  to: 'on' | 'off',
): Promise<void> {
  const { page } = operator;
  await goTo(operator, 'Tenants');
  const tenants = page.getByRole('table', { name: 'Tenants' });
  await tenants
    .getByRole('row')
    .filter({ hasText: String(tenantId) })
    .getByRole('link')
    .click();
  await page.getByRole('button', { name: `Turn the preview ${to}` }).click();
  await page.getByLabel('Note').fill('Wanda of success management asked for it.');
  await page.getByRole('button', { name: `Turn it ${to}` }).click();
  await page.getByRole('button', { name: `Turn the preview ${to === 'on' ? 'off' : 'on'}` }).waitFor();
  step(`The operator turns the preview ${to}.`);
}
