// Shows new arrivals in the demo inbox without a reload: takes the list from a fresh copy of the page itself.
const POLL_MS = 2000;

/** @param {Document} page */
const newest = (page) => page.querySelector('li dd')?.textContent ?? '';

async function refresh() {
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (newest(fresh) === newest(document)) return;
  document.querySelector('main')?.replaceWith(fresh.querySelector('main') ?? '');
}

setInterval(() => void refresh(), POLL_MS);
