import { ApiProblem, NetworkFailure } from '../api/problem.ts';

/** What went wrong, in the server's words where it gave any. */
export function explain(err: unknown): string {
  if (err instanceof NetworkFailure)
    return 'The server could not be reached. Look whether you are online, then try again.';
  if (!(err instanceof ApiProblem)) return 'The fault is ours. Try again; if it stays, reload the page.';
  const sentences = Object.entries(err.errors).flatMap(([field, texts]) =>
    texts.map((text) => sentenceOf(field, text)),
  );
  return [err.title, ...sentences, ...waitOf(err)].join(' ');
}

function waitOf({ retryAfterSeconds }: ApiProblem): string[] {
  return retryAfterSeconds === undefined ? [] : [`Try again in ${formatSeconds(retryAfterSeconds)}.`];
}

/** The server's sentences begin either with a capital or with a verb that wants its field before it. */
export function sentenceOf(field: string, text: string): string {
  return /^[a-z]/.test(text) ? `${fieldName(field)} ${text}` : text;
}

/** `events.0.deliveryUrl` → Delivery url */
function fieldName(field: string): string {
  const last = field.split('.').findLast((part) => !/^\d+$/.test(part)) ?? field;
  const words = last.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
