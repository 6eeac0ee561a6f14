/** An exporter, as far as its health is told by it. */
export interface ExporterState {
  readonly exporterName: string;
  /** Undefined until something was sent. */
  readonly isUp: boolean | undefined;
  readonly exported: number;
}

/** The spans that wait to be exported. */
export interface QueueState {
  readonly size: number;
  readonly capacity: number;
  /** How long the one that waits longest has waited, one that is being exported included. */
  readonly oldestAgeMs: number;
}

/** Where the health of the running tracing is read. */
export interface HealthSources {
  /** The first one's acknowledgement is the one that counts. */
  readonly exporters: () => readonly ExporterState[];
  readonly queue?: () => QueueState;
}
