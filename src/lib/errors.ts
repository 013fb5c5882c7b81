/**
 * Every error this program answers with: stable code → status and title. docs/errors.md says the same to the reader and a
 * test keeps the two equal.
 */
export const errorCatalogue = {
  validation_failed: { status: 400, title: 'Some fields of the request are not valid.' },
  malformed_json: { status: 400, title: 'The body is not valid JSON.' },
  malformed_request: { status: 400, title: 'The request is not valid HTTP.' },
  timeslot_required: {
    status: 400,
    title: 'This scheduler creates jobs, and a job needs an arrival window.',
  },
  timeslot_inverted: { status: 400, title: 'The arrival window ends before it starts.' },
  timeslot_in_the_past: { status: 400, title: 'The arrival window has already started.' },
  contact_required: {
    status: 400,
    title: 'A booking needs a phone number or an e-mail address that can be reached.',
  },
  invalid_session_secret: { status: 401, title: 'There is no such session, or this is not its secret.' },
  scheduler_not_found: { status: 404, title: 'There is no such scheduler for this data API key.' },
  route_not_found: { status: 404, title: 'There is nothing at this address.' },
  scheduler_inactive: { status: 409, title: 'This scheduler does not take visitors at the moment.' },
  session_completed: { status: 409, title: 'The session is already completed.' },
  payload_too_large: { status: 413, title: 'The body is larger than 64 KiB.' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON.' },
  idempotency_key_reused: { status: 422, title: 'This idempotency key was used with another body.' },
  internal_error: { status: 500, title: 'Something went wrong on our side.' },
  temporarily_unavailable: {
    status: 503,
    title: 'The service cannot reach its database at the moment; try again.',
  },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

/** Field → what is wrong with it and what to do, one or more sentences. */
export type FieldErrors = Record<string, string[]>;

/** An answer that the caller caused and can act on. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldErrors;

  constructor(code: ErrorCode, errors: FieldErrors = {}) {
    super(errorCatalogue[code].title);
    this.code = code;
    this.errors = errors;
  }
}
