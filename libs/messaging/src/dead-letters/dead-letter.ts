/** A row of table `dead_letters`. */
export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly messageType: string;
  readonly messageId: string;
  readonly runId: string | null;
  readonly traceId: string | null;
  /** The span that ended in its death: a redriven delivery is linked to it. */
  readonly spanId: string;
  readonly causeCode: string;
  readonly cause: string;
  readonly tries: number;
  readonly body: Buffer;
  /** What its sender wrote, without what we and the broker did. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly redrives: number;
  readonly failedAt: Date;
}

/** Who decides about dead letters, why, and in which trace. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
  readonly traceId: string | null;
}
