import type { Problem } from '../../../src/http/problem.ts';
import type { ErrorCode } from '../../../src/lib/errors.ts';

/** The server's answer was an error; it says what is wrong and, per field, what to do. */
export class ApiProblem extends Error {
  readonly code: ErrorCode | 'unknown';
  readonly title: string;
  readonly status: number;
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly traceId: string | undefined;
  /** How long the server asks to wait. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfterSeconds: number | undefined) {
    const title = problem.title ?? `The server answered ${status}.`;
    super(title);
    this.code = (problem.data?.code as ErrorCode | undefined) ?? 'unknown';
    this.title = title;
    this.status = status;
    this.errors = problem.errors ?? {};
    this.traceId = problem.traceId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What an answer that is no success says, whatever it holds. */
export async function readProblem(answer: Response): Promise<ApiProblem> {
  const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>;
  return new ApiProblem(answer.status, problem, readRetryAfter(answer));
}

export function readRetryAfter(answer: Response): number | undefined {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** There was no answer at all. */
export class NetworkFailure extends Error {
  constructor() {
    super('The server could not be reached.');
  }
}

export function hasCode(err: unknown, code: ErrorCode): err is ApiProblem {
  return err instanceof ApiProblem && err.code === code;
}

/** Whoever may not, or asks for what there is not, is told the same every time. */
export function isForGood(err: unknown): boolean {
  return err instanceof ApiProblem && err.status < 500 && err.status !== 429;
}

/** Worth another try by itself: nothing that the caller did. */
export function isTransient(err: unknown): boolean {
  return err instanceof NetworkFailure || (err instanceof ApiProblem && err.status >= 500);
}
