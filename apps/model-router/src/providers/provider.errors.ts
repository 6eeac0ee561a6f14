import { ThroughlineError } from '@throughline/contracts';

/** The provider does not accept the key, or the key may not use the model. */
export class ProviderUnauthorizedError extends ThroughlineError {
  constructor(provider: string, variable: string, status: number, said: string) {
    super(
      'provider_unauthorized',
      'refused',
      `${provider} refuses the key (status ${String(status)}): check ${variable}${quoted(said)}`,
      { fields: { provider, status } },
    );
  }
}

/** The provider has too much to do, or this key has used its rate up. */
export class ProviderRateLimitedError extends ThroughlineError {
  constructor(
    provider: string,
    said: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super('provider_rate_limited', 'too_many', `${provider} limits the rate of requests${quoted(said)}`, {
      fields: { provider },
      ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
    });
  }
}

/** The provider understands the request and refuses it; the same request will be refused again. */
export class ProviderRejectedError extends ThroughlineError {
  constructor(provider: string, status: number, said: string) {
    super(
      'provider_rejected',
      'refused',
      `${provider} refuses the request (status ${String(status)})${quoted(said)}`,
      {
        fields: { provider, status },
      },
    );
  }
}

/** The provider cannot be reached, breaks the connection off, or answers with a fault of its own. */
export class ProviderUnavailableError extends ThroughlineError {
  readonly retryAfterMs: number | undefined;

  constructor(
    provider: string,
    why: string,
    options: { cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super('provider_unavailable', 'upstream', `${provider} is not available: ${why}`, {
      fields: { provider },
      retryable: true,
      cause: options.cause,
      ...(options.retryAfterMs !== undefined && {
        retryAfterSeconds: Math.ceil(options.retryAfterMs / 1000),
      }),
    });
    this.retryAfterMs = options.retryAfterMs;
  }
}

export class ProviderTimeoutError extends ThroughlineError {
  constructor(provider: string, timeoutMs: number, cause?: unknown) {
    // Not of the kind `timeout`: that would tell callers that this service is slow, and open their breakers.
    super(
      'provider_timeout',
      'upstream',
      `${provider} has not answered within ${String(Math.round(timeoutMs))} ms`,
      {
        fields: { provider },
        retryable: true,
        cause,
      },
    );
  }
}

/** The answer is not what the wire form promises. */
export class ProviderMalformedError extends ThroughlineError {
  constructor(provider: string, problem: string) {
    super(
      'provider_malformed',
      'upstream',
      `${provider} has given an answer that cannot be read: ${problem}`,
      {
        fields: { provider },
      },
    );
  }
}

const quoted = (said: string): string => (said === '' ? '' : `; it says: ${said}`);
