import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds on a page as it is, by WCAG 2.2 AA: each with the element and what to do. */
export function findViolations(page: Page): Promise<string[]> {
  return analyse(page, (axe) => axe.withTags(standards));
}

/** Only those of colour, all that the other colour scheme can change; much quicker. */
export function findPoorContrast(page: Page): Promise<string[]> {
  return analyse(page, (axe) => axe.withRules(['color-contrast']));
}

async function analyse(page: Page, choose: (axe: AxeBuilder) => AxeBuilder): Promise<string[]> {
  const { violations } = await choose(
    // Of what is fine, and of what it cannot tell, nothing is wanted.
    new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }),
  ).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
