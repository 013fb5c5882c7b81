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
  sign_in_required: { status: 401, title: 'Nobody is signed in.' },
  sign_in_failed: { status: 401, title: 'The e-mail address, the password or the code is not right.' },
  invalid_access_token: { status: 401, title: 'The access token is missing, expired or not valid.' },
  invalid_app_key: {
    status: 401,
    title: 'The app key is missing or not that of the app the token was made for.',
  },
  invalid_session_secret: { status: 401, title: 'There is no such session, or this is not its secret.' },
  permission_missing: { status: 403, title: 'This person may not do that.' },
  terms_not_accepted: { status: 403, title: 'The API Terms of Use have to be accepted first.' },
  registration_closed: { status: 403, title: 'Nobody can register here by themselves.' },
  origin_not_allowed: { status: 403, title: 'The request came from a page of another site.' },
  scope_missing: { status: 403, title: 'The access token lacks the scope that this call needs.' },
  tenant_not_covered: { status: 403, title: 'The access token does not cover this tenant.' },
  not_found: { status: 404, title: 'There is no such thing, or not for you.' },
  scheduler_not_found: { status: 404, title: 'There is no such scheduler for this data API key.' },
  route_not_found: { status: 404, title: 'There is nothing at this address.' },
  already_exists: { status: 409, title: 'There is one already.' },
  in_use: { status: 409, title: 'It is in use and cannot be deleted.' },
  invitation_accepted: { status: 409, title: 'They have accepted the invitation already.' },
  last_administrator: { status: 409, title: 'A tenant keeps at least one administrator.' },
  already_connected: { status: 409, title: 'The tenant is connected to this app already.' },
  not_connected: { status: 409, title: 'The tenant is not connected to this app.' },
  version_superseded: { status: 409, title: 'The app has a newer version than the one that was shown.' },
  secret_limit_reached: { status: 409, title: 'Two secrets are active already.' },
  secret_by_developer: { status: 409, title: "The app's developer generates the secrets of this app." },
  scheduler_inactive: { status: 409, title: 'This scheduler does not take visitors at the moment.' },
  simulation_not_allowed: {
    status: 409,
    title: 'Visits are simulated for tenants of the integration environment only.',
  },
  session_completed: { status: 409, title: 'The session is already completed.' },
  delivery_cancelled: { status: 409, title: 'A cancelled delivery is never sent again.' },
  payload_erased: { status: 409, title: 'What would be sent has been erased.' },
  delivery_under_way: { status: 409, title: 'The delivery is being sent at this moment.' },
  already_replaying: { status: 409, title: 'The delivery is being replayed already.' },
  consent_missing: { status: 409, title: 'The tenant does not consent to this event at the moment.' },
  webhook_disabled: { status: 409, title: 'The webhook is disabled.' },
  webhook_removed: { status: 409, title: 'The webhook was removed.' },
  too_many_replays: { status: 409, title: 'Too many replays of this app are queueing already.' },
  session_erased: { status: 410, title: 'The session was erased.' },
  changed_meanwhile: { status: 412, title: 'Somebody else has changed this meanwhile.' },
  key_lost: { status: 409, title: 'The key can no longer be opened.' },
  payload_too_large: { status: 413, title: 'The body is larger than 64 KiB.' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON.' },
  idempotency_key_reused: { status: 422, title: 'This idempotency key was used with another body.' },
  if_match_required: { status: 428, title: 'A change has to say which state it is based on.' },
  rate_limited: { status: 429, title: 'Too many calls.' },
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
  /** Becomes the header `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    errors: FieldErrors = {},
    { retryAfterSeconds }: { retryAfterSeconds?: number } = {},
  ) {
    super(errorCatalogue[code].title);
    this.code = code;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
