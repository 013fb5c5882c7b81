const FOCUSABLE = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"]';
const ROW = 'tr, li';
/** Dialogs and menus stand beside the page, and may go without it. */
const ASIDE = '[role=dialog], [role=menu], [role=listbox]';
/** Mantine gives the focus back to what opened a dialog 10 ms after it has closed: that comes first. */
const PAUSE_MS = 30;

/** Where an element stands, so that its neighbours are found when it has gone: the nearest parent first. */
interface Place {
  readonly element: HTMLElement;
  readonly steps: readonly { readonly parent: Element; readonly at: number }[];
  /** Which of the controls of its row it is, from the end: what can be done with a row stands there, the same in each. */
  readonly inRow: number;
}

/**
 * Keeps those who use the keyboard where they are when the element with the focus goes: a row that was removed, a button that a deed
 * made needless, what opened a dialog; or when it was disabled only while it worked. The browser would put the focus nowhere. It falls
 * to the same control of the next or previous row, else to what stands before it, else to the heading above.
 */
export function keepFocus(): () => void {
  let last: Place | undefined;
  let onPage: Place | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onFocus = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    last = placeOf(target);
    if (target.closest('[data-portal]') === null) onPage = last;
  };
  // Whoever presses beside everything gives the focus up.
  const onPress = ({ target }: PointerEvent): void => {
    if (!(target instanceof Node) || last?.element.contains(target) !== true) last = undefined;
  };
  const look = (): void => {
    const { activeElement } = document;
    if (last === undefined || (activeElement !== null && activeElement !== document.body)) return;
    const place = isLeft(last) ? onPage : last;
    if (place?.element.isConnected === true) place.element.focus({ preventScroll: true });
    else if (place !== undefined) fall(place);
  };
  const observer = new MutationObserver((changes) => {
    const element = last?.element;
    const isGone = element?.isConnected === false;
    if (!isGone && !changes.some(({ type, target }) => type === 'attributes' && target === element)) return;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  });
  document.addEventListener('focusin', onFocus);
  document.addEventListener('pointerdown', onPress, true);
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener('focusin', onFocus);
    document.removeEventListener('pointerdown', onPress, true);
  };
}

function placeOf(element: HTMLElement): Place {
  const steps: { parent: Element; at: number }[] = [];
  for (let one: Element = element; one.parentElement !== null; one = one.parentElement)
    steps.push({ parent: one.parentElement, at: [...one.parentElement.children].indexOf(one) });
  const row = controlsIn(element.closest(ROW));
  return { element, steps, inRow: row.indexOf(element) - row.length };
}

/** Whether the dialog or menu in which it was has gone. */
function isLeft({ element, steps }: Place): boolean {
  const isAside = steps.some(({ parent }) => parent.matches(ASIDE));
  const stays = [element, ...steps.map(({ parent }) => parent)].find(({ isConnected }) => isConnected);
  return isAside && stays?.closest(ASIDE) === null;
}

function fall({ steps, inRow }: Place): void {
  const step = steps.find(({ parent }) => parent.isConnected);
  if (step === undefined) return;
  const { parent, at } = step;
  const inside = controlsIn(parent.closest(ROW));
  const [next, before] = [parent.children[at] ?? null, parent.children[at - 1] ?? null];
  const row = [next, before].find((one) => one?.matches(ROW) === true) ?? null;
  const there = inside[0] ?? controlsIn(row).at(inRow) ?? controlsIn(row)[0] ?? controlsIn(before).at(-1);
  (there ?? headingAbove(parent))?.focus({ preventScroll: there === undefined });
}

function headingAbove(element: Element): HTMLElement | null {
  for (let one: Element | null = element; one !== null; one = one.parentElement) {
    const heading = one.querySelector<HTMLElement>('h1, h2, h3');
    if (heading === null) continue;
    if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1;
    return heading;
  }
  return null;
}

const controlsIn = (element: Element | null): HTMLElement[] => [
  ...(element?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? []),
];
