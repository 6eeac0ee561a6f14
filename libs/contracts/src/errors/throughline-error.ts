/** What an error means to its caller; each edge (HTTP, message, exit code) maps it in one place. */
export type ErrorKind =
  | 'invalid' // the request is malformed: 400
  | 'unauthenticated' // no or a wrong token: 401
  | 'forbidden' // a foreign Host or Origin: 403
  | 'not_found' // 404
  | 'conflict' // the state has moved on: 409
  | 'refused' // well-formed, but it cannot be done: 422
  | 'too_many' // 429
  | 'internal' // a fault of ours: 500
  | 'upstream' // a provider failed: 502
  | 'unavailable' // a part of ours is away: 503
  | 'timeout'; // 504

export type ErrorFields = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

export interface ErrorOptions {
  readonly fields?: ErrorFields;
  readonly retryable?: boolean;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * Base of every error that a user or another service may see.
 * `code` is stable and listed in docs/errors.md; `message` says what is wrong and what to do.
 */
export class ThroughlineError extends Error {
  readonly fields: ErrorFields;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: string,
    readonly kind: ErrorKind,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.fields = options.fields ?? {};
    this.retryable =
      options.retryable ?? (kind === 'unavailable' || kind === 'timeout' || kind === 'too_many');
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
