import type { Page } from 'playwright-core';

const MOST_STOPS = 400;

/**
 * What can be operated on the page as it is, or in the dialog or menu that lies over it, but that no number of presses of Tab reaches,
 * each as its first tag: also what Tab is told to leave out. One of a group whose others are reached by the arrow keys (tabs, radio
 * buttons, an open menu) is enough.
 */
export async function findUnreachable(page: Page): Promise<string[]> {
  await page.evaluate(mark);
  let ends = 0;
  // Twice past the end: it goes on from where the page had put the focus itself.
  for (let stops = 0; stops < MOST_STOPS && ends < 2; stops++) {
    await page.keyboard.press('Tab');
    if (!(await page.evaluate(take))) ends += 1;
  }
  return page.evaluate(listLeft) as Promise<string[]>;
}

// As texts, since they run in the page, whose types these files do not have.
const mark = `
  const root = document.querySelector('[aria-modal=true], [role=menu]') ?? document.body;
  if (root === document.body) document.activeElement?.blur();
  for (const element of document.querySelectorAll('[data-reached]')) delete element.dataset.reached;
  for (const element of root.querySelectorAll('a[href], button, input, select, textarea, summary, [role=button], [tabindex]')) {
    const inGroup = element.closest('[role=tablist], [role=radiogroup], [role=menu], [role=listbox], [role=toolbar], [data-roving]');
    const group = inGroup ?? (element.type === 'radio' ? element.closest('fieldset, form, main') : null);
    const isOut = element.disabled || element.type === 'hidden' || element.closest('[inert], [aria-hidden=true]') !== null;
    // What takes the focus, and what should: a heading may have it without being operated.
    const isOperable = element.tabIndex >= 0 || (group === null && element.matches('a[href], button, [role=button]'));
    if (!isOut && element.checkVisibility({ visibilityProperty: true }) && isOperable) {
      element.dataset.waiting = '';
      if (group !== null) element.dataset.grouped = '';
    }
  }`;
const take = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body || element.dataset.reached === '') return false;
  element.dataset.reached = '';
  return true;
})()`;
// The hand that the pointer turns into says that something can be clicked.
const listLeft = `(() => {
  const focusable = 'a[href], button, input, select, textarea, summary, label, [tabindex]';
  const isHand = (element) => getComputedStyle(element).cursor === 'pointer' && element.checkVisibility();
  const byMouseOnly = [...document.body.querySelectorAll('*')].filter((element) =>
    isHand(element) && !isHand(element.parentElement) &&
    element.closest(focusable) === null && element.querySelector(focusable) === null);
  const left = [...document.querySelectorAll('[data-waiting]:not([data-reached]):not([data-grouped])'), ...byMouseOnly];
  document.activeElement?.blur();
  return left.map((element) => element.outerHTML.slice(0, 160));
})()`;
