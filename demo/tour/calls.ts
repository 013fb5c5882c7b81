import { DemoFailure } from '../failure.ts';
import type { Somebody } from './people.ts';

/** A call that a page of the console makes, in the browser of whoever is signed in, where there is no page for it yet. */
export async function callAs<T>(
  { context }: Somebody,
  baseUrl: string,
  [method, path, data]: readonly [method: 'GET' | 'POST', path: string, data?: object],
): Promise<T> {
  const answer = await context.request.fetch(path, {
    method,
    headers: { origin: baseUrl },
    ...(data !== undefined && { data }),
  });
  if (!answer.ok())
    throw new DemoFailure(`${method} ${path} answered ${answer.status()}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** What the public API answers, to the credentials that the administrator handed over. */
export async function callPublicly<T>(url: string, init: RequestInit): Promise<T> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new DemoFailure(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
