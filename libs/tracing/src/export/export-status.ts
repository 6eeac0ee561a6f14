import { runtime } from '../sdk/runtime.js';

/** How things stand with one exporter. */
export interface ExporterStatus {
  readonly exporter: string;
  /** Undefined until something was sent. */
  readonly up: boolean | undefined;
  /** Milliseconds since 1970 of the last acknowledgement. */
  readonly lastSuccessAt: number | undefined;
  readonly queued: number;
  readonly queueCapacity: number;
  /** How long the span that waits longest in memory has waited, one that is being sent included. */
  readonly queueAgeMs: number;
  readonly exported: number;
  readonly dropped: number;
  readonly outcomeUnknown: number;
}

/** How things stand with each exporter, the one that counts first; empty where tracing is off. */
export const exportStatus = (): readonly ExporterStatus[] => runtime()?.exportStatus() ?? [];
