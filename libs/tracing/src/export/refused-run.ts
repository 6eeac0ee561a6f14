import { SpanStatusCode } from '@opentelemetry/api';
import { rootSpanIdOf } from '../ids/span-ids.js';
import { exportDerivedSpan } from './derived-span.js';

/** A run that was asked for and not accepted. */
export interface RefusedRun {
  readonly runId: string;
  /** Name of the run's root span. */
  readonly name: string;
  /** Why: a stable code. */
  readonly errorType: string;
}

/**
 * Gives the trace of a refused run its root, at once: nothing of the run is kept from which it could come later.
 * @throws {TracingError} `trace_export_failed` when the receiver has not acknowledged it
 */
export async function exportRefusedRun({ runId, name, errorType }: RefusedRun): Promise<void> {
  await exportDerivedSpan({
    runId,
    spanId: rootSpanIdOf(runId),
    name,
    startTime: new Date(runStartOf(runId)),
    endTime: new Date(),
    attributes: { 'throughline.run.state': 'refused', error: true, 'error.type': errorType },
    status: { code: SpanStatusCode.ERROR, message: 'refused' },
  });
}

/** A UUIDv7 begins with its time: 48 bits of milliseconds since 1970 (RFC 9562, section 5.7). */
export const runStartOf = (runId: string): number =>
  Number.parseInt(runId.replaceAll('-', '').slice(0, 12), 16);
