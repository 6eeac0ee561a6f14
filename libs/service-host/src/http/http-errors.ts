import { ThroughlineError } from '@throughline/contracts';

/** A `Host` header that is not this service's own: a page of the web that a name now points here. */
export class ForeignHostError extends ThroughlineError {
  constructor(host: string) {
    super(
      'foreign_host',
      'forbidden',
      `requests must be addressed to 127.0.0.1 or localhost with this service's port, not to ${quoted(host)}`,
    );
  }
}

/** An `Origin` header of a page that is not the platform's. */
export class ForeignOriginError extends ThroughlineError {
  constructor(origin: string) {
    super(
      'foreign_origin',
      'forbidden',
      `pages of ${quoted(origin)} may not call this service. Call it from the platform's own console or without a browser`,
    );
  }
}

export class InvalidJsonError extends ThroughlineError {
  constructor(why: string, cause?: unknown) {
    super('invalid_json', 'invalid', `the body is not JSON that can be used: ${why}`, { cause });
  }
}

export class InvalidDeadlineError extends ThroughlineError {
  constructor(found: string) {
    super(
      'invalid_deadline',
      'invalid',
      `the header throughline-deadline must be milliseconds since 1970, but is ${quoted(found)}`,
    );
  }
}

/** A path that no router can read, or a parameter in it that is longer than any id. */
export class InvalidUrlError extends ThroughlineError {
  constructor(cause: unknown) {
    super(
      'invalid_url',
      'invalid',
      'the path of this request cannot be read: it is wrongly encoded or too long. Correct the path',
      { cause },
    );
  }
}

/** Codes of refusals that the framework makes, with the status that each has. */
export const HttpErrorCode = {
  400: 'bad_request',
  404: 'not_found_route',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'body_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
} as const satisfies Record<number, string>;

/** The caller's text, short and on one line. */
const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));
