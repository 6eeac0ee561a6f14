export interface MessagingOptions {
  /** Name of the service: its queues begin with it. */
  readonly service: string;
  /** Default: RABBITMQ_URL. */
  readonly rabbitUrl?: string;
  /** Queues of others that this service fills, whose length counts for `BackPressure` as that of its own. */
  readonly fills?: readonly string[];
  /** Messages that may wait for the broker before new ones are refused. Default: OUTBOX_MAX_ROWS, else 10,000. */
  readonly maxWaiting?: number;
  /** How long the broker may take over channels, queues and consumers together, in milliseconds. Default: 10,000. */
  readonly setUpTimeoutMs?: number;
}

export const MESSAGING_OPTIONS = Symbol('messaging options');
