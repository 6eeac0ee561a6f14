import { ThroughlineError } from '@throughline/contracts';

/** RabbitMQ cannot be reached, or went away before it confirmed. */
export class BrokerUnavailableError extends ThroughlineError {
  constructor(cause?: unknown) {
    super(
      'broker_unavailable',
      'unavailable',
      'The message broker cannot be reached just now. It is tried again; if it stays so, look at its state and its log',
      { retryAfterSeconds: 5, cause },
    );
  }
}

/** The broker is there, but has not taken this message. */
export class PublishRefusedError extends ThroughlineError {
  constructor(cause?: unknown) {
    super('message_refused', 'unavailable', 'The message broker refused a message. It is tried again later', {
      retryAfterSeconds: 5,
      cause,
    });
  }
}

/** The broker is there, and does not answer. It is logged; nobody catches it. */
export class BrokerSilentError extends ThroughlineError {
  /** @param asked what it was asked for; @param waitedMs milliseconds */
  constructor(asked: string, waitedMs: number) {
    super(
      'broker_silent',
      'unavailable',
      `The message broker has not answered within ${String(waitedMs)} ms; it was asked for ${asked}. It is asked again; if it stays so, a queue may have no leader`,
      { retryAfterSeconds: 5 },
    );
  }
}

export class BrokerUrlMissingError extends ThroughlineError {
  constructor() {
    super(
      'rabbitmq_url_missing',
      'invalid',
      'RABBITMQ_URL is not set: give the RabbitMQ to use, as amqp://user:password@host:port/vhost',
    );
  }
}
