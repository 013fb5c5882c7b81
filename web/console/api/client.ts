import { type QueryValue, withQuery } from './path.ts';
import { ApiProblem, NetworkFailure, readRetryAfter } from './problem.ts';

export interface ReadOptions {
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly signal?: AbortSignal;
}

export interface ChangeOptions extends ReadOptions {
  readonly body?: unknown;
  /** The state that the change is based on, as a tagged answer gave it. */
  readonly etag?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with the tag of the state that it shows. */
export interface Tagged<T> {
  readonly data: T;
  readonly etag: string | undefined;
}

/**
 * One call. The sign-in cookie goes with it.
 * @throws ApiProblem, NetworkFailure
 */
async function call<T>(
  method: string,
  url: string,
  { query, signal, body, etag, headers }: ChangeOptions = {},
): Promise<Tagged<T>> {
  const answer = await fetch(withQuery(url, query), {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(etag !== undefined && { 'if-match': etag }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  }).catch((err: unknown) => {
    throw err instanceof DOMException && err.name === 'AbortError' ? err : new NetworkFailure();
  });
  const text = await answer.text().catch(() => {
    throw new NetworkFailure();
  });
  const content = readJson(text);
  if (!answer.ok) throw new ApiProblem(answer.status, content ?? {}, readRetryAfter(answer));
  return { data: content as T, etag: answer.headers.get('etag') ?? undefined };
}

function readJson(text: string): object | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as object);
  } catch {
    return undefined;
  }
}

const untagged =
  (method: string) =>
  async <T = void>(url: string, options?: ChangeOptions): Promise<T> =>
    (await call<T>(method, url, options)).data;
const tagged =
  (method: string) =>
  <T>(url: string, options?: ChangeOptions): Promise<Tagged<T>> =>
    call<T>(method, url, options);

/**
 * The server's API; `T` is the type of the answer, taken from the server's own schema:
 * `api.get<Me>('/api/people/me')` with `import type { Me } from '…/src/people/schema.ts'`.
 */
export const api = {
  get: async <T>(url: string, options?: ReadOptions): Promise<T> => (await call<T>('GET', url, options)).data,
  post: untagged('POST'),
  put: untagged('PUT'),
  patch: untagged('PATCH'),
  delete: untagged('DELETE'),
  /** The same where a change has to say which state it is based on. */
  tagged: {
    get: <T>(url: string, options?: ReadOptions): Promise<Tagged<T>> => call<T>('GET', url, options),
    post: tagged('POST'),
    put: tagged('PUT'),
    patch: tagged('PATCH'),
    delete: tagged('DELETE'),
  },
};
